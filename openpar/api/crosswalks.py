"""Crosswalks between criteria sets: what became of every leaf, field by field."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router, Schema

from openpar.api.shapes import written
from openpar.criteria.crosswalks import Row, rows_of
from openpar.criteria.exact import exact_text
from openpar.criteria.models import Crosswalk
from openpar.people.access import access
from openpar.scoring.sets.differences import Difference
from openpar.scoring.sets.model import Node

router = Router(tags=["criteria sets"])


class Leaf(Schema):
    """A leaf on one side of a line; ``maximum`` in points."""

    code: str
    title: str
    maximum: str | None


class Changed(Schema):
    """One field that changed, as printed, and the change in a sentence."""

    field: str
    old_vi: str
    new_vi: str
    old_en: str
    new_en: str
    vi: str
    en: str


class CrosswalkLine(Schema):
    """One line. ``shares``: exact, one for each link; empty where points are not carried.

    ``relation``: kept, reworded, reweighted, split, merged, new or dropped.
    """

    relation: str
    old: list[Leaf]
    new: list[Leaf]
    shares: list[str]
    note: str
    differences: list[Changed]


class CrosswalkInFull(Schema):
    """A crosswalk; ``state``: draft or confirmed."""

    old_code: str
    old_version: int
    new_code: str
    new_version: int
    state: str
    lines: list[CrosswalkLine]


@router.get(
    "/criteria-sets/{code}/{int:version}/crosswalks/{old_code}/{int:old_version}",
    response=CrosswalkInFull,
    summary=gettext_noop("Crosswalk from an older criteria set"),
)
@access("signed in")
def crosswalk(
    request: HttpRequest, code: str, version: int, old_code: str, old_version: int
) -> dict[str, object]:
    """What became of every leaf of the older set, with the differences in both languages."""
    seen = Crosswalk.objects.visible_to(request.user).with_sets()
    found = get_object_or_404(
        seen, new_set__code=code, new_set__version=version,
        old_set__code=old_code, old_set__version=old_version,
    )  # fmt: skip
    rows = rows_of(found.read(), found.old_set.parsed, found.new_set.parsed)
    return {
        "old_code": old_code,
        "old_version": old_version,
        "new_code": code,
        "new_version": version,
        "state": found.state,
        "lines": [_line(row) for row in rows],
    }


def _line(row: Row) -> dict[str, object]:
    return {
        "relation": str(row.line.relation),
        "old": [_leaf(side.node) for side in row.old],
        "new": [_leaf(side.node) for side in row.new],
        "shares": [exact_text(share) for share in row.line.shares],
        "note": row.line.note,
        "differences": [_changed(one) for one in row.differences],
    }


def _leaf(node: Node) -> dict[str, object]:
    return {"code": node.code, "title": node.title, "maximum": written(node.maximum)}


def _changed(one: Difference) -> dict[str, str]:
    told = {name: getattr(one, name) for name in ("field", "old_vi", "new_vi", "old_en", "new_en")}
    return told | {"vi": one.text("vi"), "en": one.text("en")}
