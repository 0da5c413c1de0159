"""What others read of a reopened sheet: what was submitted last, never what is being typed.

A sheet that is not reopened is its own newest revision, so nothing is asked for it.
"""

from collections.abc import Iterable, Mapping

from openpar.assessments.canonical import frozen_items
from openpar.assessments.models import EvidenceUse, ScoreItem, SheetRevision
from openpar.criteria.exact import parse_exact


def frozen_of(sheets: Iterable[int]) -> dict[int, Mapping[str, Mapping[str, object]]]:
    """Return the items last submitted of each sheet (by id), by criterion code: one query, or none
    where there are no sheets."""
    sheets = set(sheets)
    if not sheets:
        return {}
    rows = SheetRevision.objects.filter(sheet__in=sheets).order_by("sheet", "-number")
    newest = rows.distinct("sheet").values_list("sheet", "content")
    return {sheet: frozen_items(content) for sheet, content in newest}


def show_submitted(items: Iterable[ScoreItem]) -> None:
    """Let items of reopened sheets show what was submitted last; their sheets must be loaded.

    Two queries where a sheet is reopened, none otherwise. The rows are for reading: nobody saves
    them.
    """
    reopened = [item for item in items if item.sheet.reopening_id is not None]
    frozen = frozen_of(item.sheet_id for item in reopened)
    if not frozen:
        return
    uses: dict[int, dict[str, EvidenceUse]] = {item.pk: {} for item in reopened}
    rows = EvidenceUse.with_detached.filter(item__in=uses).select_related("revision__document")
    for use in rows.order_by("pk"):
        uses[use.item_id][use.code] = use
    for item in reopened:
        _show(item, frozen[item.sheet_id][item.criterion.code], uses[item.pk])


def may_open_use(use: EvidenceUse, *, as_submitted: bool) -> bool:
    """Whether a file may be opened through its use: who reads a reopened sheet ``as_submitted``
    opens what was submitted, everybody else what holds now."""
    if not as_submitted or use.item.sheet.reopening_id is None:
        return use.detached_at is None
    before = frozen_of([use.item.sheet_id])[use.item.sheet_id][use.item.criterion.code]
    return use.code in {file["code"] for file in before["evidence"]}


def _show(item: ScoreItem, before: Mapping[str, object], uses: Mapping[str, EvidenceUse]) -> None:
    points = before["self_points"]
    item.inputs, item.explanation = before["inputs"], before["explanation"]
    item.claim_not_applicable = before["claim_not_applicable"]
    item.claim_ground = before["claim_ground"]
    item.self_points = None if points is None else parse_exact(points)
    held = [uses[file["code"]] for file in before["evidence"] if file["code"] in uses]
    item._prefetched_objects_cache = {
        **getattr(item, "_prefetched_objects_cache", {}),
        "uses": held,
    }
    if hasattr(item, "kinds"):
        item.kinds = [use.revision.document.kind for use in held]
