"""Wrong twin of confirming an import: it stores what the trial saw, whatever is there now."""

from collections.abc import Callable
from datetime import date

from django.db import transaction

from openpar.people import unit_import
from openpar.people.models import UnitImport, User


@transaction.atomic
def unlocked_confirm(
    kept: UnitImport, *, by: User, meanwhile: Callable[[], object] = lambda: None
) -> UnitImport:
    """Confirm without holding the register; ``meanwhile`` stands for what others do."""
    trial = unit_import.trial_of(kept)
    meanwhile()
    unit_import.store(trial, date.fromisoformat(kept.rows["from_day"]), by=by)
    UnitImport.objects.filter(pk=kept.pk).update(state=UnitImport.State.CONFIRMED)
    return kept
