"""Entering what the superior level appraised: all rows of a file, or none."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.assessments import permissions
from openpar.assessments.external import Change, Line, compare
from openpar.assessments.models import Kind, LayerStatus, ScoreItem, ScoreLayer, ScoreSheet
from openpar.audit.log import record
from openpar.criteria.models import CriteriaSet
from openpar.people.models import User


def trial(sheet: ScoreSheet, lines: Sequence[Line]) -> list[Change]:
    """Return what an import would do to a sheet: four queries, nothing is stored."""
    items = list(
        ScoreItem.objects.filter(sheet=sheet)
        .select_related("criterion")
        .order_by("criterion__position")
        .with_layers()
    )
    criteria_set = CriteriaSet.objects.defer("text").get(pk=items[0].criterion.set_id)
    nodes = {node.code: node for node in criteria_set.parsed.leaves()}
    return compare(lines, items, nodes)


@transaction.atomic
def import_external(sheet: ScoreSheet, lines: Sequence[Line], *, source: str, by: User) -> int:
    """Write the points of the superior level as layers of their own; return how many are new.

    ``source`` names the letter or notice they come from. A row that says what was imported before
    writes nothing, so a file may be imported twice.

    Raises
    ------
    PermissionDenied
        With the reason.
    ValidationError
        A row cannot be taken, one sentence each: then none is; or the source is not named.
    """
    sheet = ScoreSheet.objects.select_for_update(of=("self",)).for_page().get(pk=sheet.pk)
    permissions.may_import_external(by, sheet).or_403()
    if not source.strip():
        raise ValidationError({"source": _("Name the letter or notice these points come from.")})
    changes = trial(sheet, lines)
    if refused := [change for change in changes if change.error]:
        raise ValidationError([sentence(change) for change in refused])
    new = [change for change in changes if change.is_new]
    revision = sheet.revisions.latest("number")
    ScoreLayer.objects.bulk_create(_layer(change, revision, by) for change in new)
    if new:
        record(
            "assessments.external_imported",
            sheet,
            by=by,
            source=source.strip(),
            points={change.line.code: change.points for change in new},
            unchanged=len(changes) - len(new),
        )
    return len(new)


def sentence(change: Change) -> str:
    """Return what is wrong with a row, with its place in the file."""
    return _("Row %(row)d, criterion %(code)s: %(error)s") % {
        "row": change.line.number, "code": change.line.code or "–", "error": change.error,
    }  # fmt: skip


def _layer(change: Change, revision, by: User) -> ScoreLayer:
    return ScoreLayer(
        item=change.item,
        kind=Kind.EXTERNAL,
        status=LayerStatus.SCORED,
        points=change.points,
        inputs=change.item.inputs,
        reason=change.line.reason,
        author=by.get_username(),
        author_name=str(by),
        office=by.office,
        sheet_revision=revision,
    )
