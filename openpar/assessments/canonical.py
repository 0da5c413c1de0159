"""The content of a submitted sheet as bytes that always come out the same, and their hash."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreSheet
from openpar.criteria.exact import exact_text, parse_exact
from openpar.criteria.models import CriteriaSet
from openpar.scoring.marks import Mark
from openpar.scoring.numbers import Number


def content_of(
    sheet: ScoreSheet,
    criteria_set: CriteriaSet,
    items: Iterable[ScoreItem],
    marks: Mapping[str, Mark],
) -> dict[str, object]:
    """Return what a sheet declares, as plain JSON values.

    ``marks`` are the computed marks by criterion code. Numbers stand as exact text, so that no
    digit depends on who reads the JSON.
    """
    return {
        "cycle": sheet.place,
        "unit": {"code": sheet.unit.code, "name": sheet.unit.name},
        "criteria_set": {
            "code": criteria_set.code,
            "version": criteria_set.version,
            "sha256": criteria_set.sha256,
        },
        "items": [_item(item, marks.get(item.criterion.code)) for item in items],
    }


def digest(content: Mapping[str, object]) -> str:
    """Return the SHA-256 of the canonical JSON: sorted keys, no spaces, UTF-8.

    >>> digest({"b": 1, "a": "đ"}) == digest({"a": "đ", "b": 1})
    True
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def frozen_items(content: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    """Return the items of a frozen sheet by the codes of their criteria."""
    return {item["criterion"]: item for item in content["items"]}


def declared_points(content: Mapping[str, object]) -> Number:
    """Return the sum of what a frozen sheet declares: self-points, else computed points.

    Claimed and missing criteria add nothing. It is a figure of the receipt, not the index.
    """
    given = [
        item["self_points"] or (item["computed"] or {}).get("points")
        for item in content["items"]
        if not item["claim_not_applicable"]
    ]
    return sum((parse_exact(text) for text in given if text is not None), 0)


def _item(item: ScoreItem, mark: Mark | None) -> dict[str, object]:
    led = {"lead": item.lead.code} if item.lead else {}  # in a province's own file only
    return led | {
        "criterion": item.criterion.code,
        "inputs": dict(sorted(item.inputs.items())),
        "computed": None
        if mark is None
        else {"status": str(mark.status), "points": _text(mark.points)},
        "self_points": _text(item.self_points),
        "explanation": item.explanation,
        "claim_not_applicable": item.claim_not_applicable,
        "claim_ground": item.claim_ground,
        "evidence": [_use(use) for use in item.uses.all()],
    }


def _use(use: EvidenceUse) -> dict[str, object]:
    return {
        "code": use.code,
        "kind": use.revision.document.kind,
        "file_name": use.revision.file_name,
        "sha256": use.revision.sha256,
        "size": use.revision.size,
        "pages": use.pages,
    }


def _text(points: object) -> str | None:
    return None if points is None else exact_text(points)
