"""Scoring within the year: which periods a cycle has, up to which days, and when they are scored.

The index year ends on the last day of a period's months, its periodic report on the 14th of the
last month: both days are kept and shown, because figures of the two differ (S4-9 … S4-13).
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import permissions
from openpar.criteria.clock import database_now
from openpar.criteria.models import Cycle, Period
from openpar.people.models import User

Kind = Period.Kind

#: The last month of every period that a year may have, by kind and number.
LAST_MONTHS = {
    **{(Kind.MONTH, month): month for month in range(1, 13)},
    **{(Kind.QUARTER, quarter): 3 * quarter for quarter in range(1, 5)},
    (Kind.SIX_MONTHS, 1): 6,
    (Kind.NINE_MONTHS, 1): 9,
}
REPORTS_CLOSE_ON = 14  # the day of the last month on which periodic reports close


@dataclass(frozen=True, slots=True)
class Days:
    """Both cut-offs of a period, and when it is scored (aware moments, both or none)."""

    report_until: date
    as_of: date
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def usual_days(year: int, kind: str, number: int) -> Days:
    """Return the cut-offs that reports and index have by rule."""
    month = LAST_MONTHS[Kind(kind), number]
    last = monthrange(year, month)[1]
    return Days(date(year, month, REPORTS_CLOSE_ON), date(year, month, last))


@transaction.atomic
def choose_periods(cycle: Cycle, chosen: Iterable[str], *, by: User) -> list[Period]:
    """Switch scoring within the year on or off: the cycle has all periods of the chosen kinds.

    ``chosen`` are kinds of ``Period.Kind``, the year aside. Periods already scored stay.

    Raises
    ------
    django.core.exceptions.ValidationError
        A kind that is switched off has sheets already.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    permissions.may_change_cycle(by, cycle).or_403()
    Period.objects.year_of(cycle)
    kinds = {Kind(kind) for kind in chosen} - {Kind.YEAR}
    known = {(period.kind, period.number): period for period in cycle.periods.within_the_year()}
    gone = [period for period in known.values() if period.kind not in kinds]
    new = [place for place in LAST_MONTHS if place[0] in kinds and place not in known]
    try:
        Period.objects.filter(pk__in=[period.pk for period in gone]).delete()
    except ProtectedError as error:
        raise ValidationError(
            _("Units have begun sheets of a period you switch off: it stays.")
        ) from error
    for kind, number in new:
        days = usual_days(cycle.year, kind, number)
        Period.objects.create(
            cycle=cycle, kind=kind, number=number,
            report_until=days.report_until, as_of=days.as_of,
        )  # fmt: skip
    if gone or new:
        record("criteria.periods_chosen", cycle, by=by, kinds=sorted(kinds))
    return list(cycle.periods.in_order())


@transaction.atomic
def set_days(period: Period, days: Days, *, by: User) -> Period:
    """Set the cut-offs of a period and when it is scored. Once opened it only closes later.

    Raises
    ------
    django.core.exceptions.ValidationError
        The year has its phases; days out of order; a change that is unfair once it has opened.
    """
    cycle = Cycle.objects.select_for_update().get(pk=period.cycle_id)
    permissions.may_change_cycle(by, cycle).or_403()
    period = Period.objects.select_for_update().get(pk=period.pk)
    before = Days(period.report_until, period.as_of, period.opens_at, period.closes_at)
    if before == days:
        return period
    if breaches := dict(_breaches(period, before, days)):
        raise ValidationError(breaches)
    period.report_until, period.as_of = days.report_until, days.as_of
    period.opens_at, period.closes_at = days.opens_at, days.closes_at
    period.save()
    record("criteria.period_set", cycle, by=by, period=str(period), before=_told(before),
           after=_told(days))  # fmt: skip
    return period


def _breaches(period: Period, before: Days, after: Days):
    """Yield field and sentence for everything that is wrong with new days."""
    if after.as_of < after.report_until:
        yield "as_of", _("The index closes with the report or after it.")
    if (after.opens_at is None) != (after.closes_at is None):
        yield "closes_at", _("Give both moments, or neither.")
        return
    if period.is_year and after.opens_at is not None:
        yield "opens_at", _("The year is scored in its phases.")
    if after.opens_at is not None and after.closes_at <= after.opens_at:
        yield "closes_at", _("The period closes before it opens.")
    if before.opens_at is not None and before.opens_at <= database_now():
        if (after.opens_at, after.as_of) != (before.opens_at, before.as_of):
            yield "opens_at", _("Scoring of this period has begun; its opening and days stay.")
        elif after.closes_at < before.closes_at:
            yield (
                "closes_at",
                _("Units rely on the announced deadline: it may move later, never earlier."),
            )


def _told(days: Days) -> list[object]:
    return [days.report_until, days.as_of, days.opens_at, days.closes_at]
