"""Who is told of what: one row of ``TELLINGS`` for each event that needs somebody.

The listener of the log writes the alerts in the transaction of the event. A row says which event,
whom it concerns, the page to go to, the words (never points, never what somebody typed about a
criterion), whether it is urgent, and which later events settle it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.assessments.models.comment import Side
from openpar.audit.models import Event
from openpar.criteria.calendar import Calendar
from openpar.criteria.models import Cycle, Extension
from openpar.criteria.models.exercise import Exercise
from openpar.messages.actions import alerts
from openpar.messages.alerts import Kind
from openpar.messages.models import Delivery, Notice
from openpar.messages.schedule import Schedule
from openpar.people.models import Appointment, Role, Unit, User

People = set[int]
#: Who fills in and hands in a sheet, and who signs it.
PREPARING = (Role.OFFICER, Role.HEAD)
SIGNING = (Role.HEAD, Role.DEPUTY)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an alert leads and the names that its sentence needs."""

    address: str
    about: dict[str, str]


@dataclass(frozen=True, slots=True)
class Telling:
    """One row: an event, whom it concerns, where it leads, what is said."""

    action: str
    kind: str
    text: str | Promise
    to: Callable[[Event, models.Model], People]
    place: Callable[[Event, models.Model], Place]
    urgent: bool = False
    by_mail_only: bool = False
    settled_by: tuple[str, ...] = ()


def schedule() -> Schedule:
    """Return when mail goes out, by the settings and the calendar of working days."""
    working = Calendar.read().is_working if settings.MAIL_ENABLED else (lambda _day: True)
    return Schedule(settings.DIGEST_HOUR, settings.QUIET_HOURS, working)


def holding(units: set[int], *roles: str) -> People:
    """Return who holds any of ``roles`` in any of ``units`` today: one query."""
    rows = Appointment.objects.in_force().filter(unit__in=units, role__in=roles)
    return set(rows.values_list("user", flat=True))


def steering(cycle: Cycle) -> People:
    """Return who steers a cycle today: the people for whom ``exercises.steers`` says yes."""
    rows = Appointment.objects.in_force()
    coordinating = models.Q(role=Role.COORDINATOR)
    if cycle.owner_id is not None:
        coordinating &= models.Q(unit__in={cycle.owner_id, cycle.standing_body_id})
    if cycle.exercise == Exercise.INSIDE_BODY:
        coordinating |= models.Q(role=Role.INNER_COORDINATOR, unit=cycle.owner_id)
    return set(rows.filter(coordinating).values_list("user", flat=True))


def of_sheet(sheet: ScoreSheet) -> Place:
    """The page of a sheet, with the names of its unit and cycle."""
    address = reverse("assessments:sheet", args=[sheet.place, sheet.unit.code])
    return Place(address, {"unit": sheet.unit.name, "cycle": sheet.cycle.title})


def _to_unit(_event: Event, sheet: ScoreSheet) -> People:
    return holding({sheet.unit_id}, *PREPARING)


def _to_signers(_event: Event, sheet: ScoreSheet) -> People:
    return holding({sheet.unit_id}, *SIGNING)


def _to_coordinators(_event: Event, sheet: ScoreSheet) -> People:
    return steering(sheet.cycle)


def _sheet_place(_event: Event, sheet: ScoreSheet) -> Place:
    return of_sheet(sheet)


def _receipt_place(event: Event, sheet: ScoreSheet) -> Place:
    place, number = of_sheet(sheet), event.data["number"]
    address = reverse("assessments:receipt", args=[sheet.place, sheet.unit.code, number])
    return Place(address, place.about | {"number": str(number)})


def _extended(_event: Event, extension: Extension) -> People:
    return holding({extension.unit_id}, *PREPARING)


def _extension_place(_event: Event, extension: Extension) -> Place:
    cycle = extension.phase.cycle
    about = {
        "unit": extension.unit.name,
        "cycle": cycle.title,
        "until": extension.until.isoformat(),
    }
    return Place(reverse("criteria:cycle", args=[cycle.code]), about)


def _reached(_event: Event, notice: Notice) -> People:
    units = Delivery.objects.filter(notice=notice).values_list("unit", flat=True)
    return holding(set(units), *PREPARING)


def _notice_place(_event: Event, notice: Notice) -> Place:
    return Place(reverse("messages:notice", args=[notice.pk]), {"title": notice.title})


def _other_side(event: Event, item: ScoreItem) -> People:
    """Who reads what the unit or the standing body wrote: the other of the two."""
    if event.data["side"] == Side.UNIT:
        return steering(item.sheet.cycle)
    return holding({item.lead_id or item.sheet.unit_id}, *PREPARING)


def _discussion_place(_event: Event, item: ScoreItem) -> Place:
    sheet, code = item.sheet, item.criterion.code
    address = reverse("assessments:criterion", args=[sheet.place, sheet.unit.code, code])
    return Place(f"{address}#discussion", of_sheet(sheet).about | {"code": code})


def _taking_over(event: Event, _unit: Unit) -> People:
    rows = User.objects.filter(username=event.data["username"], is_active=True)
    return set(rows.values_list("pk", flat=True))


def _duties_place(event: Event, unit: Unit) -> Place:
    cycle = Cycle.objects.get(code=event.data["cycle"])
    about = {"unit": unit.name, "cycle": cycle.title, "count": str(len(event.data["criteria"]))}
    return Place(reverse("criteria:my_criteria"), about)


_AS_SUBMITTED = ("assessments.submitted", "assessments.reopening_closed")

TELLINGS = (
    Telling(
        "assessments.sent_up", "signature_waits",
        _("The score sheet of %(unit)s waits for your signature (%(cycle)s)."),
        _to_signers, _sheet_place, urgent=True,
        settled_by=("assessments.signed", "assessments.returned_inside", "assessments.taken_back"),
    ),
    Telling(
        "assessments.returned_inside", "returned_by_head",
        _("The head has returned the score sheet of %(unit)s (%(cycle)s)."),
        _to_unit, _sheet_place, urgent=True,
        settled_by=("assessments.sent_up", *_AS_SUBMITTED),
    ),
    Telling(
        "assessments.signed", "signed",
        _("The score sheet of %(unit)s is signed off: submit it now (%(cycle)s)."),
        _to_unit, _sheet_place, urgent=True,
        settled_by=("assessments.returned_inside", *_AS_SUBMITTED),
    ),
    Telling(
        "assessments.returned_for_repair", "returned",
        _("Criteria of %(unit)s are returned for repair (%(cycle)s)."),
        _to_unit, _sheet_place, urgent=True, settled_by=_AS_SUBMITTED,
    ),
    Telling(
        "assessments.supplement_asked", "supplement_asked",
        _("%(unit)s asks to supplement its score sheet (%(cycle)s)."),
        _to_coordinators, _sheet_place,
        settled_by=("assessments.supplement_granted", "assessments.supplement_refused"),
    ),
    Telling(
        "assessments.supplement_granted", "supplement_granted",
        _("%(unit)s may supplement its score sheet (%(cycle)s)."),
        _to_unit, _sheet_place, urgent=True, settled_by=_AS_SUBMITTED,
    ),
    Telling(
        "assessments.supplement_refused", "supplement_refused",
        _("The supplement that %(unit)s asked for was not granted (%(cycle)s)."),
        _to_unit, _sheet_place, urgent=True,
    ),
    Telling(
        "assessments.submitted", "receipt",
        _("The score sheet of %(unit)s is submitted; receipt no. %(number)s (%(cycle)s)."),
        _to_unit, _receipt_place, urgent=True,
    ),
    Telling(
        "assessments.submitted", "sheet_came",
        _("%(unit)s has submitted its score sheet (%(cycle)s)."),
        _to_coordinators, _sheet_place,
    ),
    Telling(
        "criteria.extension_confirmed", "extension_confirmed",
        _("%(unit)s has longer: until %(until)s (%(cycle)s)."),
        _extended, _extension_place, urgent=True,
    ),
    Telling(
        "criteria.extension_refused", "extension_refused",
        _("The extension for %(unit)s was not granted (%(cycle)s)."),
        _extended, _extension_place, urgent=True,
    ),
    Telling(
        "criteria.duties_handed_over", "handed_over",
        _("You take over %(count)s criteria of %(unit)s (%(cycle)s)."),
        _taking_over, _duties_place, urgent=True,
    ),
    Telling(
        "assessments.commented", "comment",
        _("New comment on criterion %(code)s of %(unit)s (%(cycle)s)."),
        _other_side, _discussion_place, by_mail_only=True,
    ),
    Telling(
        "messages.notice_sent", "notice",
        _("New notice: %(title)s."),
        _reached, _notice_place, urgent=True, by_mail_only=True,
        settled_by=("messages.notice_withdrawn",),
    ),
)  # fmt: skip

#: Told by the clock, not by an event (``openpar/web/reminding.py``).
REMINDERS = (
    Kind(
        "deadline",
        _("%(unit)s has not submitted its score sheet; it is due %(until)s (%(cycle)s)."),
        urgent=True,
    ),
    Kind(
        "deadline_lead",
        _("%(unit)s leads criteria of %(cycle)s; units submit until %(until)s."),
    ),
    Kind(
        "deadline_cooperating",
        _("%(unit)s cooperates in criteria of %(cycle)s; units submit until %(until)s."),
    ),
)


def kinds() -> list[Kind]:
    """Return every kind of alert, for ``messages`` to show."""
    told = [Kind(row.kind, row.text, row.urgent, row.by_mail_only) for row in TELLINGS]
    return [*told, *REMINDERS]


def hear(event: Event, obj: models.Model) -> None:
    """Tell those whom an event concerns, in its transaction; who did it is not told."""
    settled = [row.kind for row in TELLINGS if event.action in row.settled_by]
    if settled:
        alerts.settle(obj, settled)
    rows = [row for row in TELLINGS if row.action == event.action]
    told: People = set()
    for row in rows:
        people = row.to(event, obj) - told
        if event.actor:
            people -= set(_accounts(event.actor))
        if not people:
            continue
        told |= people
        place = row.place(event, obj)
        occasion = alerts.Occasion(row.kind, f"event:{event.pk}", obj, place.address, place.about)
        alerts.tell(occasion, people, schedule=schedule())
    if told and settings.MAIL_ENABLED:
        transaction.on_commit(send_soon)


def send_soon() -> None:
    """Let a worker send what is due now; the clock does so every minute anyway."""
    try:
        app.configure_task("messages.send_mail").defer(timestamp=0)
    except AlreadyEnqueued:
        return


def _accounts(username: str) -> models.QuerySet:
    return Appointment.objects.filter(user__username=username).values_list("user", flat=True)
