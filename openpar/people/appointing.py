"""What happens to appointments: given, ended, extended, handed to somebody else. All cited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.people import account_permissions as permissions
from openpar.people.accounts import refuse_last_coordinator
from openpar.people.formats import write_date
from openpar.people.models import Appointment, Role, Unit, User, today_in_database
from openpar.people.scopes import TOUCHING

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """From the first to the last day of an appointment; an open end is ``None``."""

    valid_from: date
    valid_to: date | None = None


@transaction.atomic
def appoint(
    account: User, *, by: User, unit: Unit, role: str, term: Term, decision: str = ""
) -> Appointment:
    """Give a role in a unit for a term.

    Raises
    ------
    ValidationError
        The term does not fit: it ends before it begins, the unit does not stand, the role is held
        already in these days, the unit has another head in them, or the operator would touch
        points.
    """
    account = _locked(account)[0]
    permissions.may_appoint(by, account).or_403()
    return give(account, by=by, unit=unit, role=role, term=term, decision=decision)


def give(
    account: User, *, by: User, unit: Unit, role: str, term: Term, decision: str
) -> Appointment:
    """Store an appointment after every check but the permission; in the caller's transaction."""
    Unit.objects.select_for_update().get(pk=unit.pk)  # two heads cannot begin side by side
    appointment = Appointment(
        user=account, unit=unit, role=role, decision=decision.strip(),
        valid_from=term.valid_from, valid_to=term.valid_to,
    )  # fmt: skip
    _check(appointment)
    appointment.save()
    record("people.appointed", appointment, by=by, **_facts(appointment))
    return appointment


def correct(
    appointment: Appointment, *, by: User, valid_to: date | None, decision: str
) -> Appointment:
    """Correct the end and the citation of an appointment, as a file states them; in the caller's
    transaction. Errors as ``appoint``.
    """
    before = {"valid_to": appointment.valid_to, "decision": appointment.decision}
    appointment.valid_to, appointment.decision = valid_to, decision
    _check(appointment)
    appointment.save(update_fields=["valid_to", "decision"])
    record("people.appointment_corrected", appointment, by=by, before=before, **_facts(appointment))
    return appointment


@transaction.atomic
def end(
    appointment: Appointment, *, by: User, decision: str, last_day: date | None = None
) -> Appointment:
    """End an appointment after ``last_day``, or at once: the next request has the right no more.

    Raises
    ------
    ValidationError
        The last day lies before the first or after the end that was set; or it is the only
        coordinator.
    """
    appointment = _locked_appointment(appointment)
    permissions.may_change_appointment(by, appointment).or_403()
    if appointment.role == Role.COORDINATOR:
        refuse_last_coordinator(appointment.user)
    before = appointment.valid_to
    if last_day is None:
        _end_at_once(appointment)
    else:
        _check_last_day(appointment, last_day)
        appointment.valid_to = last_day
    appointment.end_decision = decision.strip()
    appointment.save(update_fields=["valid_to", "end_decision", "withdrawn"])
    record(
        "people.appointment_ended", appointment, by=by, before=before, end_decision=decision,
        withdrawn=appointment.withdrawn, **_facts(appointment),
    )  # fmt: skip
    return appointment


@transaction.atomic
def extend(
    appointment: Appointment, *, by: User, decision: str, last_day: date | None
) -> Appointment:
    """Let an appointment last longer: until ``last_day``, or without an end. Never shorter.

    Raises
    ------
    ValidationError
        The new last day is not later, or the longer term does not fit (as ``appoint``).
    """
    appointment = _locked_appointment(appointment)
    permissions.may_change_appointment(by, appointment).or_403()
    before = appointment.valid_to
    if before is None or (last_day is not None and last_day <= before):
        raise ValidationError({"last_day": _("An extension ends later than what is set now.")})
    appointment.valid_to, appointment.end_decision = last_day, ""
    _check(appointment)
    appointment.save(update_fields=["valid_to", "end_decision"])
    record(
        "people.appointment_extended", appointment, by=by, before=before,
        extension_decision=decision, **_facts(appointment),
    )  # fmt: skip
    return appointment


@transaction.atomic
def transfer(
    appointment: Appointment, *, by: User, to: User, first_day: date, decision: str
) -> Appointment:
    """Hand a role over: it ends for one person the day before it begins for another.

    Raises
    ------
    ValidationError
        The day lies outside the term, or the term does not fit the successor (as ``appoint``).
    """
    people = {one.pk: one for one in _locked(appointment.user, to)}
    appointment = _locked_appointment(appointment)
    permissions.may_change_appointment(by, appointment).or_403()
    permissions.may_appoint(by, people[to.pk]).or_403()
    if to.pk == appointment.user_id:
        raise ValidationError({"to": _("This person holds the role already.")})
    term = Term(first_day, appointment.valid_to)
    if first_day <= appointment.valid_from or (term.valid_to and first_day > term.valid_to):
        raise ValidationError(
            {"first_day": _("The role is handed over after its first day and before its last.")}
        )
    appointment.valid_to, appointment.end_decision = first_day - ONE_DAY, decision.strip()
    appointment.save(update_fields=["valid_to", "end_decision"])
    successor = give(
        people[to.pk], by=by, unit=appointment.unit, role=appointment.role, term=term,
        decision=decision,
    )  # fmt: skip
    record(
        "people.appointment_transferred", appointment, by=by, to=to.get_username(),
        **_facts(appointment),
    )  # fmt: skip
    return successor


def _check(appointment: Appointment) -> None:
    """Refuse a term that does not fit; each breach on its field."""
    _check_days(appointment)
    days = (appointment.valid_from, appointment.valid_to)
    others = Appointment.objects.overlapping(*days).exclude(pk=appointment.pk)
    own = list(others.filter(user=appointment.user).select_related("unit"))
    if any(one.unit_id == appointment.unit_id and one.role == appointment.role for one in own):
        raise ValidationError({"role": _("The person holds this role in this unit already.")})
    _check_operator(appointment.role, own)
    if appointment.role == Role.HEAD:
        _check_head(appointment, others.filter(role=Role.HEAD).exclude(user=appointment.user))


def _check_days(appointment: Appointment) -> None:
    unit, first, last = appointment.unit, appointment.valid_from, appointment.valid_to
    if last is not None and last < first:
        raise ValidationError({"valid_to": _("The last day lies before the first.")})
    if first < unit.valid_from or (unit.valid_to is not None and first > unit.valid_to):
        raise ValidationError({"valid_from": _("The unit does not stand on this day.")})


def _check_operator(role: str, own: Sequence[Appointment]) -> None:
    """The technical operator touches no score: never both in one person (S0-22)."""
    held = {one.role for one in own}
    meets = (role == Role.OPERATOR and held & set(TOUCHING)) or (
        role in TOUCHING and Role.OPERATOR in held
    )
    if meets:
        raise ValidationError(
            {"role": _("Whoever runs the machine as operator takes no part in scoring.")}
        )


def _check_head(appointment: Appointment, others) -> None:
    """A unit has one head at a time; the successor begins the day after."""
    other = others.filter(unit=appointment.unit).select_related("user").first()
    if other is None:
        return
    if other.valid_to is None:
        sentence = _("%(person)s heads this unit; end or hand over that appointment first.")
        raise ValidationError({"role": sentence % {"person": other.user}})
    sentence = _("%(person)s heads this unit until %(day)s; begin the day after.")
    found = {"person": other.user, "day": write_date(other.valid_to)}
    raise ValidationError({"valid_from": sentence % found})


def _check_last_day(appointment: Appointment, last_day: date) -> None:
    if last_day < appointment.valid_from:
        raise ValidationError({"last_day": _("The last day lies before the first.")})
    if appointment.valid_to is not None and last_day > appointment.valid_to:
        raise ValidationError({"last_day": _("This is later than the end that is set; extend it.")})


def _end_at_once(appointment: Appointment) -> None:
    """Let yesterday be the last day; what began today (or later) is taken back as a whole."""
    today = Appointment.objects.annotate(today=today_in_database()).values_list("today", flat=True)
    yesterday = today.get(pk=appointment.pk) - ONE_DAY
    if appointment.valid_to is not None and appointment.valid_to <= yesterday:
        raise ValidationError({"last_day": _("This appointment has ended already.")})
    if yesterday < appointment.valid_from:
        appointment.withdrawn, appointment.valid_to = True, appointment.valid_from
    else:
        appointment.valid_to = yesterday


def _facts(appointment: Appointment) -> dict[str, object]:
    """Return what every event about an appointment tells."""
    return {
        "username": appointment.user.get_username(),
        "role": appointment.role,
        "unit": appointment.unit.code,
        "valid_from": appointment.valid_from,
        "valid_to": appointment.valid_to,
        "decision": appointment.decision,
    }


def _locked(*accounts: User) -> list[User]:
    """Lock accounts in the order of their keys."""
    keys = [account.pk for account in accounts]
    return list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _locked_appointment(appointment: Appointment) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("user", "unit")
    return rows.get(pk=appointment.pk)
