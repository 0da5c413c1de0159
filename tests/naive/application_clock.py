"""Wrong twin of the deadline: the clock of the machine that happens to serve the page decides."""

from datetime import UTC, datetime

from openpar.criteria.models import Cycle, Phase


def open_by_this_machine(cycle: Cycle) -> bool:
    """Return whether self-assessment is open by the application's clock."""
    now = datetime.now(UTC)
    phase = Phase.objects.get(cycle=cycle, kind=Phase.Kind.SELF_ASSESSMENT)
    return phase.opens_at <= now < phase.closes_at
