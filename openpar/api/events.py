"""The log, for who steers and who audits."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from openpar.api.paging import NEWEST_FIRST, Page, Paging, page
from openpar.api.shapes import Text
from openpar.audit.models import Event
from openpar.people.access import access

router = Router(tags=["events"])
Part = Annotated[Text, Field(max_length=200)]


class EventRow(Schema):
    """Who did what to which object and when; exact numbers in ``data`` are text."""

    id: int
    at: datetime
    actor: str
    actor_name: str
    office: str
    action: str
    object: str
    object_name: str
    data: dict[str, object]


class EventsAsked(Paging):
    """A piece of the action, ``kind`` or ``kind:number`` of the object, the account."""

    action: Part = ""
    object: Part = ""
    actor: Part = ""


@router.get("/events", response=Page[EventRow], summary=gettext_noop("List events"))
@access("coordinator", "auditor")
def events(request: HttpRequest, asked: Query[EventsAsked]) -> dict[str, object]:
    """The log, the newest event first."""
    rows = Event.objects.asked(action=asked.action, object=asked.object, actor=asked.actor)
    return page(rows, NEWEST_FIRST, asked, _shown)


def _shown(event: Event) -> dict[str, object]:
    names = set(EventRow.model_fields)
    return {name: getattr(event, name) for name in names}
