"""Difficulties and proposals of a unit, part III of its self-assessment report."""

from django.db import transaction

from openpar.assessments import permissions
from openpar.assessments.models import Narrative, ScoreSheet
from openpar.audit.log import record
from openpar.people.models import User


class StaleNarrativeError(Exception):
    """Somebody else wrote meanwhile; ``current`` is what stands now."""

    def __init__(self, current: Narrative) -> None:
        super().__init__(f"narrative of sheet {current.sheet_id} is at version {current.version}")
        self.current = current


@transaction.atomic
def write_narrative(
    sheet: ScoreSheet, *, by: User, version: int, difficulties: str, proposals: str
) -> Narrative:
    """Write part III down; ``version`` is the one the page showed, 0 before the first time.

    Raises
    ------
    PermissionDenied
        With the reason: only who fills in the whole sheet, while it can be changed.
    StaleNarrativeError
        It has another version now, and other texts.
    """
    sheet = ScoreSheet.objects.select_for_update(of=("self",)).for_page().get(pk=sheet.pk)
    permissions.may_edit(by, sheet).or_403()
    narrative = Narrative.objects.filter(sheet=sheet).first() or Narrative(sheet=sheet, version=0)
    texts = {"difficulties": difficulties.strip(), "proposals": proposals.strip()}
    changed = {
        name: {"from": getattr(narrative, name), "to": text}
        for name, text in texts.items()
        if getattr(narrative, name) != text
    }
    if not changed:
        return narrative
    if narrative.version != version:
        raise StaleNarrativeError(narrative)
    for name, text in texts.items():
        setattr(narrative, name, text)
    narrative.version += 1
    narrative.save()
    record("assessments.narrative_written", sheet, by=by, changed=changed)
    return narrative
