"""Lists by cursor: the place after the last row seen, so that a growing list skips nothing."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Schema
from ninja.errors import ValidationError as ShapeError
from pydantic import Field

from openpar.api.shapes import Text

MOST = 200
Row = TypeVar("Row")
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many rows at most")]
Cursor = Annotated[Text, Field(max_length=400, description="Where to go on: next of the last page")]


class Page(Schema, Generic[Row]):
    """Some rows of a list; ``next`` is the cursor of the rows after them, null at the end."""

    items: list[Row]
    next: str | None


class Paging(Schema):
    """Which rows of a list are asked for."""

    cursor: Cursor = ""
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class Order:
    """The unique column that a list is ordered by; ``read`` turns its text back into a value."""

    column: str
    read: Callable[[str], object] = int
    newest_first: bool = False


BY_KEY = Order("pk")
NEWEST_FIRST = Order("pk", newest_first=True)


def page(
    rows: QuerySet, order: Order, asked: Paging, shown: Callable[[Model], object]
) -> dict[str, object]:
    """Return one page of ``rows`` as ``Page``: one query, whatever the length of the list.

    Raises
    ------
    ninja.errors.ValidationError
        The cursor is none of ours.
    """
    rows = rows.order_by(f"-{order.column}" if order.newest_first else order.column)
    if asked.cursor:
        step = "lt" if order.newest_first else "gt"
        rows = rows.filter(**{f"{order.column}__{step}": _after(asked.cursor, order)})
    found = list(rows[: asked.limit + 1])
    more = len(found) > asked.limit
    found = found[: asked.limit]
    return {
        "items": [shown(row) for row in found],
        "next": _cursor(found[-1], order) if more else None,
    }


def _cursor(row: Model, order: Order) -> str:
    value: object = row
    for name in order.column.split("__"):
        value = getattr(value, name)
    return base64.urlsafe_b64encode(str(value).encode()).decode().rstrip("=")


def _after(cursor: str, order: Order) -> object:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        if "\x00" in text:
            raise ValueError
        return order.read(text)
    except ValueError:
        raise ShapeError([{"type": "cursor", "loc": ("query", "cursor")}]) from None
