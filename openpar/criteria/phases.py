"""Moving the dates of a phase. What is fair is written here once, for every page and interface.

* Before a phase opens its dates may move freely, but never into the past.
* Once it has opened, its opening stays: people have acted on it.
* From then on its closing, its grace and the end of late submission only move later. A unit that
  planned for the announced deadline never finds it gone, and one that kept it loses nothing when
  others get more time.
* A phase that is over may be opened again for everybody by a later closing; what was accepted or
  refused in between stays as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import permissions
from openpar.criteria.clock import database_now
from openpar.criteria.models import Cycle, Phase
from openpar.people.models import User

_NO_GRACE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Dates:
    """Opening, closing and grace of a phase, and until when a late self-assessment is accepted;
    moments are aware."""

    opens_at: datetime
    closes_at: datetime
    grace: timedelta = _NO_GRACE
    late_until: datetime | None = None

    @classmethod
    def of(cls, phase: Phase) -> "Dates":
        """Return the dates a phase has."""
        return cls(phase.opens_at, phase.closes_at, phase.grace, phase.late_until)


@transaction.atomic
def move_phase(cycle: Cycle, kind: str, dates: Dates, *, reason: str, by: User) -> Phase:
    """Set or move the dates of a phase, with the reason that everybody reads.

    Raises
    ------
    django.core.exceptions.ValidationError
        The move is unfair to somebody (see above), or an open cycle's phase moves without reason.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    permissions.may_change_cycle(by, cycle).or_403()
    phase = Phase.objects.select_for_update().filter(cycle=cycle, kind=kind).first()
    before = Dates.of(phase) if phase else None
    if dates == before:
        return phase
    breaches = list(_breaches(kind, before, dates, cycle))
    if cycle.state == Cycle.State.OPEN and not reason.strip():
        breaches.append(("reason", _("Give the reason: everybody reads it beside the new date.")))
    if breaches:
        raise ValidationError(_by_field(breaches))
    phase, _created = Phase.objects.update_or_create(cycle=cycle, kind=kind, defaults=asdict(dates))
    record(
        "criteria.phase_set",
        cycle,
        by=by,
        kind=str(kind),
        before=[before.opens_at, before.closes_at] if before else None,
        after=[dates.opens_at, dates.closes_at],
        grace_minutes=dates.grace // timedelta(minutes=1),
        late_until=dates.late_until,
        reason=reason.strip(),
    )
    return phase


def order_breaches(phases: Mapping[str, Phase] | Sequence[Phase]) -> list[str]:
    """Return a sentence for each phase that opens before the one it follows in the process."""
    rows = phases.values() if isinstance(phases, Mapping) else phases
    order = {kind: place for place, kind in enumerate(Phase.Kind.values)}
    ordered = sorted(rows, key=lambda phase: order[phase.kind])
    return [
        _("“%(later)s” opens before “%(earlier)s”, which comes first.")
        % {"later": later.get_kind_display(), "earlier": earlier.get_kind_display()}
        for earlier, later in pairwise(ordered)
        if later.opens_at < earlier.opens_at
    ]


def _breaches(kind: str, before: Dates | None, after: Dates, cycle: Cycle):
    """Yield field and sentence for everything that is wrong with a move."""
    if after.closes_at <= after.opens_at:
        name = Phase.Kind(kind).label
        yield "closes_at", _("The phase “%(phase)s” closes before it opens.") % {"phase": name}
    if after.grace < _NO_GRACE:
        yield "grace", _("Grace is a number of minutes, 0 or more.")
    yield from _breaches_of_late(kind, after)
    if cycle.state != Cycle.State.OPEN:
        return
    now = database_now()
    if before is not None and before.opens_at <= now:
        yield from _breaches_once_open(before, after, now)
    else:
        if (before is None or before.opens_at != after.opens_at) and after.opens_at < now:
            yield "opens_at", _("This moment is over; a phase opens now or later.")


def _breaches_of_late(kind: str, after: Dates):
    if after.late_until is None:
        return
    if kind != Phase.Kind.SELF_ASSESSMENT:
        yield "late_until", _("Only a self-assessment is accepted late.")
    elif after.late_until <= after.closes_at:
        yield "late_until", _("Late submission ends after the phase has closed.")


def _breaches_once_open(before: Dates, after: Dates, now: datetime):
    if after.opens_at != before.opens_at:
        yield "opens_at", _("This phase has opened; its opening cannot be moved any more.")
    if after.closes_at < before.closes_at:
        yield (
            "closes_at",
            _("Units rely on the announced deadline: it may move later, never earlier."),
        )
    if after.closes_at != before.closes_at and after.closes_at <= now:
        yield "closes_at", _("This moment is over; the new closing must still lie ahead.")
    if after.grace < before.grace:
        yield "grace", _("Once a phase has opened, its grace may grow, never shrink.")
    if _is_shorter(before.late_until, after.late_until):
        yield "late_until", _("Late submission was announced: it may end later, never earlier.")


def _is_shorter(before: datetime | None, after: datetime | None) -> bool:
    return before is not None and (after is None or after < before)


def _by_field(breaches: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for field, sentence in breaches:
        fields.setdefault(field, []).append(sentence)
    return fields
