"""Shapes of what stands on a score sheet: items, evidence, layers, receipts."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from openpar.api.shapes import Body, Exact, Text, Whole, Yes, written
from openpar.assessments.canonical import declared_points
from openpar.assessments.forms import LONGEST_TEXT
from openpar.assessments.models import EvidenceUse, ScoreLayer, SheetRevision
from openpar.assessments.rows import Row

LongText = Annotated[Text, Field(max_length=LONGEST_TEXT)]


class Evidence(Schema):
    """A file pinned to an item; ``size`` in bytes, ``sha256`` of its bytes."""

    code: str
    kind: str
    file_name: str
    size: int
    sha256: str
    pages: str


class Declared(Body):
    """What a unit declares for one leaf, as a whole.

    ``inputs`` are exact texts by the names of the criteria set: ``"12"``, ``"0.85"``, ``"yes"``,
    ``"2026-03-01"``; a name left out is not answered. ``self_points`` null follows the rule.
    """

    version: Whole
    inputs: dict[Text, Annotated[Text, Field(max_length=2000)]]
    explanation: LongText = ""
    self_points: Exact | None = None
    claim_not_applicable: Yes = False
    claim_ground: LongText = ""


class ItemRow(Schema):
    """One leaf: what is declared, what the rule computes from it, and the sentences that say why.

    ``computed_status`` is one of the five statuses; points are exact texts, null where none.
    """

    criterion: str
    title: str
    maximum: str | None
    version: int
    inputs: dict[str, str]
    explanation: str
    self_points: str | None
    claim_not_applicable: bool
    claim_ground: str
    computed_status: str
    computed_points: str | None
    points: str | None
    sentences: list[str]
    is_done: bool
    locked_reason: str
    missing_evidence: list[str]
    evidence: list[Evidence]


class Layer(Schema):
    """Points at one step of the process: whose, when, why; earlier ones stay."""

    id: int
    kind: str
    status: str
    points: str | None
    reason: str
    author: str
    author_name: str
    office: str
    at: datetime


class ItemInFull(ItemRow):
    """An item with the score layers that this account may see."""

    layers: list[Layer]


class Receipt(Schema):
    """A submitted revision; ``declared_points`` is the sum declared, not the index."""

    number: int
    at: datetime
    by: str
    by_name: str
    sha256: str
    timeliness: str
    due_at: datetime | None
    declared_points: str


def item_shown(row: Row) -> dict[str, object]:
    """Return a row of a sheet as it is answered."""
    item = row.item
    return {
        "criterion": row.node.code,
        "title": row.title,
        "maximum": written(row.node.maximum),
        "version": item.version,
        "inputs": dict(item.inputs),
        "explanation": item.explanation,
        "self_points": written(item.self_points),
        "claim_not_applicable": item.claim_not_applicable,
        "claim_ground": item.claim_ground,
        "computed_status": str(row.mark.status),
        "computed_points": written(row.mark.points),
        "points": written(row.points),
        "sentences": list(row.sentences),
        "is_done": row.is_done,
        "locked_reason": row.locked_reason,
        "missing_evidence": list(row.missing),
        "evidence": [evidence_shown(use) for use in row.uses],
    }


def evidence_shown(use: EvidenceUse) -> dict[str, object]:
    """Return a pinned file as it is answered."""
    revision = use.revision
    return {
        "code": use.code,
        "kind": revision.document.kind,
        "file_name": revision.file_name,
        "size": revision.size,
        "sha256": revision.sha256,
        "pages": use.pages,
    }


def layer_shown(layer: ScoreLayer) -> dict[str, object]:
    """Return a score layer as it is answered."""
    names = ("kind", "status", "reason", "author", "author_name", "office", "at")
    row = {name: getattr(layer, name) for name in names}
    return row | {"id": layer.pk, "points": written(layer.points)}


def receipt_shown(revision: SheetRevision) -> dict[str, object]:
    """Return a receipt as it is answered."""
    names = ("number", "at", "by", "by_name", "sha256", "timeliness", "due_at")
    row = {name: getattr(revision, name) for name in names}
    return row | {"declared_points": written(declared_points(revision.content))}
