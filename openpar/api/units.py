"""Units: found, read, entered, ended; through the actions of the register."""

from datetime import date
from typing import Annotated

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema, Status
from pydantic import Field

from openpar.api.paging import Order, Page, Paging, page
from openpar.api.shapes import Body, Day, Name, Text
from openpar.people import units as actions
from openpar.people.access import access
from openpar.people.models import Unit

router = Router(tags=["units"])
BY_CODE = Order("code", str)


class UnitRow(Schema):
    """A unit with the facts of today; ``parent`` is the code of the superior unit."""

    code: str
    name: str
    short_name: str
    name_en: str
    kind: str
    parent: str | None
    administrative_class: str
    block: str
    administrative_code: str
    electronic_code: str
    valid_from: date
    valid_to: date | None
    standing: str
    attributes: dict[str, object]


class UnitsAsked(Paging):
    """Search and filters; diacritics are ignored."""

    q: Annotated[Text, Field(max_length=200)] = ""
    kind: Unit.Kind | None = None
    ended: bool = False


class NewUnit(Body):
    """A unit to enter; ``decision`` is the number of the decision it rests on."""

    code: Annotated[Text, Field(min_length=1, max_length=50)]
    name: Name
    kind: Unit.Kind
    valid_from: Day
    valid_to: Day | None = None
    short_name: Annotated[Text, Field(max_length=100)] = ""
    name_en: Annotated[Text, Field(max_length=250)] = ""
    parent: Text | None = None
    administrative_class: Annotated[Text, Field(max_length=10)] = ""
    block: Annotated[Text, Field(max_length=100)] = ""
    administrative_code: Annotated[Text, Field(max_length=20)] = ""
    electronic_code: Annotated[Text, Field(max_length=35)] = ""
    decision: Annotated[Text, Field(max_length=100)] = ""


class Closing(Body):
    """The last day of a unit and the decision that ends it."""

    last_day: Day
    decision: Annotated[Text, Field(max_length=100)] = ""


@router.get("/units", response=Page[UnitRow], summary=gettext_noop("List and search units"))
@access("signed in")
def units(request: HttpRequest, asked: Query[UnitsAsked]) -> dict[str, object]:
    """Units in force today in the order of their codes; ``ended`` shows those of the past too."""
    rows = Unit.objects.with_standing().select_related("parent").matching(asked.q)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if not asked.ended:
        rows = rows.valid_today()
    return page(rows, BY_CODE, asked, shown)


@router.get("/units/{code}", response=UnitRow, summary=gettext_noop("One unit"))
@access("signed in")
def unit(request: HttpRequest, code: str) -> dict[str, object]:
    """One unit by its code."""
    return shown(find(code))


@router.post("/units", response={201: UnitRow}, summary=gettext_noop("Enter a unit"))
@access("coordinator")
def enter(request: HttpRequest, response: HttpResponse, given: NewUnit) -> Status:
    """Enter a unit by decision."""
    facts = given.dict(exclude={"parent", "decision"})
    parent = named(given.parent, "parent") if given.parent else None
    entered = Unit(parent=parent, **facts)
    actions.create_unit(entered, by=request.user, decision=given.decision)
    response["Location"] = f"/api/v1/units/{entered.code}"
    return Status(201, shown(find(entered.code)))


@router.post("/units/{code}/close", response=UnitRow, summary=gettext_noop("End a unit"))
@access("coordinator")
def close(request: HttpRequest, code: str, given: Closing) -> dict[str, object]:
    """End a unit with a day, by decision."""
    actions.close_unit(
        find(code), last_day=given.last_day, by=request.user, decision=given.decision
    )
    return shown(find(code))


def find(code: str) -> Unit:
    """Return the unit of a code, or 404."""
    rows = Unit.objects.with_standing().select_related("parent")
    return get_object_or_404(rows, code=code)


def named(code: str, field: str) -> Unit:
    """Return the unit that a field of the body names.

    Raises
    ------
    django.core.exceptions.ValidationError
        On that field: there is no such unit.
    """
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise ValidationError({field: _("There is no unit with this code.")})
    return found


def shown(found: Unit) -> dict[str, object]:
    """Return a unit as it is answered; its parent and standing are loaded."""
    names = set(UnitRow.model_fields) - {"parent"}
    parent = found.parent.code if found.parent else None
    return {name: getattr(found, name) for name in names} | {"parent": parent}
