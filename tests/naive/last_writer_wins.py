"""The wrong twin of writing part III: whoever writes last is kept, whatever stood there."""

from openpar.assessments.models import Narrative


def write_narrative_unasked(sheet, difficulties):
    """Put a text in place of any other."""
    Narrative.objects.filter(sheet=sheet).update(difficulties=difficulties)
