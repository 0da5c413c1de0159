"""What happens to a unit: entered, changed from a day on, closed; its service points alike.

One function per event: lock, ask, change, record, in one transaction.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.people.formats import write_date
from openpar.people.models import ServicePoint, Unit, UnitPeriod, User, written_fact
from openpar.people.unit_permissions import may_change_units

ONE_DAY = timedelta(days=1)
#: No chain of superiors is longer: a loop is found within it.
DEEPEST = 10


@transaction.atomic
def create_unit(unit: Unit, *, by: User, decision: str = "") -> Unit:
    """Enter a unit that is not saved yet.

    Raises
    ------
    django.core.exceptions.ValidationError
        By field: a code of the wrong form or already taken, a superior that does not exist then.
    """
    may_change_units(by).or_403()
    unit.full_clean()
    _check_parent(unit, unit.parent, unit.valid_from)
    unit.save()
    record("people.unit_created", unit, by=by, code=unit.code, **_written(unit), decision=decision)
    return unit


@transaction.atomic
def change_unit(
    unit: Unit, facts: dict[str, object], *, from_day: date, by: User, decision: str = ""
) -> Unit:
    """Change facts of a unit from a day on; what was true before stays true of its time.

    A change from the first day of a period on corrects that period. Facts that are not named stay
    as they were on that day.

    Raises
    ------
    django.core.exceptions.ValidationError
        By field: the day lies outside the time of the unit, or a fact cannot be so.
    """
    may_change_units(by).or_403()
    unit = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit.pk)
    if from_day < unit.valid_from or (unit.valid_to and from_day > unit.valid_to):
        raise ValidationError({"from_day": _outside(unit)})
    _check_parent(unit, facts.get("parent", unit.parent), from_day)
    period = _period_at(unit, from_day)
    before = period.facts()
    changes = {
        name: [written_fact(name, before[name]), written_fact(name, value)]
        for name, value in facts.items()
        if before[name] != value
    }
    if not changes:
        return unit
    _write_period(period, facts, from_day, decision)
    Unit.objects.filter(pk=unit.pk).derive_facts()
    unit.refresh_from_db()
    unit.validate_constraints()
    record(
        "people.unit_changed",
        unit, by=by, code=unit.code, from_day=from_day, decision=decision, changes=changes,
    )  # fmt: skip
    return unit


@transaction.atomic
def close_unit(unit: Unit, *, last_day: date, by: User, decision: str = "") -> Unit:
    """End a unit with a day. Appointments in it end with it, at the next request.

    Raises
    ------
    django.core.exceptions.ValidationError
        It has ended already, begins later, changes later, or units below it live on.
    """
    may_change_units(by).or_403()
    unit = end_unit(unit, last_day=last_day)
    below = unit.children.valid_on(last_day + ONE_DAY).order_by("search")
    if names := [child.name for child in below[:3]]:
        raise ValidationError(
            _("Units below it would live on: %(names)s. Close them or move them first.")
            % {"names": ", ".join(names)}
        )
    record("people.unit_closed", unit, by=by, code=unit.code, valid_to=last_day, decision=decision)
    return unit


def end_unit(unit: Unit, *, last_day: date) -> Unit:
    """End a unit and its last period, within the caller's transaction; no event of its own."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.valid_to:
        raise ValidationError(
            _("%(unit)s ends on %(day)s already.")
            % {"unit": unit.name, "day": write_date(unit.valid_to)}
        )
    if last_day < unit.valid_from:
        raise ValidationError({"last_day": _outside(unit)})
    later = unit.periods.filter(valid_from__gt=last_day).first()
    if later:
        raise ValidationError(
            _("%(unit)s changes on %(day)s. It cannot end before.")
            % {"unit": unit.name, "day": write_date(later.valid_from)}
        )
    unit.valid_to = last_day
    unit.save(update_fields=["valid_to"])
    unit.periods.filter(valid_to__isnull=True).update(valid_to=last_day)
    return unit


@transaction.atomic
def open_service_point(point: ServicePoint, *, by: User) -> ServicePoint:
    """Enter a service point of a unit; ``point`` is not saved yet (S4-25)."""
    may_change_units(by).or_403()
    point.full_clean()
    if point.valid_from < point.unit.valid_from:
        raise ValidationError({"valid_from": _outside(point.unit)})
    point.save()
    record(
        "people.service_point_opened",
        point, by=by, unit=point.unit.code, kind=point.kind, valid_from=point.valid_from,
    )  # fmt: skip
    return point


@transaction.atomic
def close_service_point(point: ServicePoint, *, last_day: date, by: User) -> ServicePoint:
    """End a service point with a day."""
    may_change_units(by).or_403()
    point = ServicePoint.objects.select_for_update().get(pk=point.pk)
    if point.valid_to:
        raise ValidationError(
            _("%(unit)s ends on %(day)s already.")
            % {"unit": point.name, "day": write_date(point.valid_to)}
        )
    point.valid_to = last_day
    point.full_clean()
    point.save(update_fields=["valid_to"])
    record(
        "people.service_point_closed",
        point, by=by, unit=point.unit.code, valid_to=last_day,
    )  # fmt: skip
    return point


def _period_at(unit: Unit, day: date) -> UnitPeriod:
    """Return the period of ``day``; a unit that has never changed gets its first one."""
    if not unit.periods.exists():
        return UnitPeriod.objects.create(
            unit=unit, valid_from=unit.valid_from, valid_to=unit.valid_to, **unit.facts()
        )
    return unit.periods.select_related("parent").valid_on(day).get()


def _write_period(
    period: UnitPeriod, facts: dict[str, object], from_day: date, decision: str
) -> None:
    """Correct the period, or end it the day before and let a new one follow."""
    if period.valid_from == from_day:
        following = period
    else:
        following = UnitPeriod(
            unit_id=period.unit_id, valid_from=from_day, valid_to=period.valid_to, **period.facts()
        )
        period.valid_to = from_day - ONE_DAY
        period.save(update_fields=["valid_to"])
    for name, value in facts.items():
        setattr(following, name, value)
    following.decision = decision or following.decision
    following.full_clean()
    following.save()


def _check_parent(unit: Unit, parent: Unit | None, day: date) -> None:
    """Refuse a superior that is not in force on ``day`` or stands below the unit itself."""
    above = parent
    for _level in range(DEEPEST):
        if above is None:
            break
        if above.pk is not None and above.pk == unit.pk:
            raise ValidationError(
                {"parent": _("%(parent)s stands below this unit.") % {"parent": parent}}
            )
        above = above.parent
    if parent and (parent.valid_from > day or (parent.valid_to and parent.valid_to < day)):
        raise ValidationError(
            {
                "parent": _("%(parent)s is not in force on %(day)s.")
                % {"parent": parent, "day": write_date(day)}
            }
        )


def _outside(unit: Unit) -> str:
    """Say when the unit is in force."""
    if unit.valid_to:
        return _("%(unit)s is in force from %(first)s to %(last)s. Give a day within.") % {
            "unit": unit.name,
            "first": write_date(unit.valid_from),
            "last": write_date(unit.valid_to),
        }
    return _("%(unit)s is in force from %(first)s. Give that day or a later one.") % {
        "unit": unit.name,
        "first": write_date(unit.valid_from),
    }


def _written(unit: Unit) -> dict[str, object]:
    """Return the facts that a new unit has, for its event, with the day it begins."""
    facts = {name: str(value) for name, value in unit.facts().items() if value}
    return facts | {"valid_from": unit.valid_from}
