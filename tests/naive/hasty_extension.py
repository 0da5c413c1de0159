"""Wrong twins of extending: looking first and acting later, the wrong clock, any other account."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from openpar.audit.log import record
from openpar.criteria.models import Extension
from openpar.people.models import User


def hasty_confirm(extension: Extension, *, by: User, looked: Callable[[], object]) -> None:
    """Confirm if the extension looked proposed a moment ago; ``looked`` lets the others look."""
    seen = Extension.objects.select_related("phase", "unit").get(pk=extension.pk)
    if seen.state != Extension.State.PROPOSED:
        raise PermissionDenied
    looked()
    with transaction.atomic():
        record("criteria.extension_confirmed", seen, by=by)
    Extension.objects.filter(pk=seen.pk, state=Extension.State.PROPOSED).update(
        state=Extension.State.IN_FORCE, decided_by=by, decided_at=datetime.now(UTC)
    )


def lies_ahead(until: datetime) -> bool:
    """Ask the clock of the machine that happens to serve the page."""
    return until > datetime.now(UTC)


def by_another_account(extension: Extension, by: User) -> bool:
    """Take every other account for another person."""
    return extension.proposed_by_id != by.pk
