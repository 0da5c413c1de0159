"""Shapes that all resources share: texts, days, moments, exact numbers; nothing is guessed."""

import re
from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from openpar.criteria.exact import exact_text, parse_exact
from openpar.people.permissions import Verdict
from openpar.scoring.numbers import Number

EARLIEST, LATEST = 1900, 2200  # years in which anything of a cycle can lie
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: A decimal, or a fraction of whole numbers: 3, 2.5, 7/3.
EXACT = r"^-?[0-9]{1,20}(\.[0-9]{1,20}|/[1-9][0-9]{0,19})?$"


def _storable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        text = "\x00"
    if "\x00" in text:
        raise PydanticCustomError("unreadable_text", "this text cannot be stored")
    return text


def _day(value: object) -> object:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day and EARLIEST <= day.year <= LATEST:
            return day
    raise PydanticCustomError("day", "a day is expected")


def _moment(value: object) -> object:
    if isinstance(value, str) and "T" in value.upper():
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment and moment.tzinfo and EARLIEST <= moment.year <= LATEST:
            return moment
    raise PydanticCustomError("moment", "a moment with its time zone is expected")


Text = Annotated[str, AfterValidator(_storable)]
Name = Annotated[Text, Field(min_length=1, max_length=250)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Exact = Annotated[Text, Field(pattern=EXACT, description="An exact number as text: 2.5 or 7/3")]
Whole = Annotated[int, Field(strict=True, ge=0, le=2_147_483_647)]
Yes = Annotated[bool, Field(strict=True)]


class Body(Schema):
    """What a request sends: a field that nobody knows is refused, never overlooked."""

    model_config = ConfigDict(extra="forbid")


class May(Schema):
    """Whether this account may, and the reason why not."""

    allowed: bool
    reason: str


def may(verdict: Verdict) -> dict[str, object]:
    """Return a verdict as it is answered."""
    return {"allowed": verdict.allowed, "reason": str(verdict.reason)}


def written(number: Number | None) -> str | None:
    """Return a number as exact text."""
    return None if number is None else exact_text(number)


def read_exact(text: str | None) -> Number | None:
    """Return the number that an ``Exact`` text says."""
    return None if text is None else parse_exact(text)
