"""Wrong twin of ``import_external``: it takes what fits and passes over the rest."""

from collections.abc import Iterable

from openpar.assessments.external import Line
from openpar.assessments.importing import trial
from openpar.assessments.models import Kind, LayerStatus, ScoreLayer, ScoreSheet
from openpar.people.models import User


def import_what_fits(sheet: ScoreSheet, lines: Iterable[Line], *, by: User) -> None:
    """Write every row that has no fault."""
    for change in trial(sheet, list(lines)):
        if not change.error:
            ScoreLayer.objects.create(
                item=change.item,
                kind=Kind.EXTERNAL,
                status=LayerStatus.SCORED,
                points=change.points,
                author=by.get_username(),
            )
