"""Who a document comes from: the body above, the unit, the place, the lines over the signature."""

import re

from openpar.assessments.models import Narrative, ScoreSheet, Signature
from openpar.people.models import Unit
from openpar.reports.self_assessment import Subject

#: What stands before the name of a place.
_KIND = re.compile(
    r"^(ủy ban nhân dân\s+)?(tỉnh|thành phố|xã|phường|đặc khu|thị trấn|huyện|quận|thị xã)\s+",
    re.IGNORECASE,
)
_HEADS = {
    "department": "Giám đốc",
    "commune": "Chủ tịch",
    "ward": "Chủ tịch",
    "special_zone": "Chủ tịch",
    "province": "Chủ tịch",
}
_HEAD = "Thủ trưởng đơn vị"
_PLACES = frozenset({"commune", "ward", "special_zone", "province", "district"})


def subject_of(sheet: ScoreSheet, signature: Signature | None, *, fingerprint: str) -> Subject:
    """Return the head and foot of the report of a sheet; two queries."""
    unit = Unit.objects.select_related("parent").get(pk=sheet.unit_id)
    narrative = Narrative.objects.filter(sheet=sheet).first()
    return Subject(
        superior=unit.parent.name if unit.parent else "",
        unit=unit.name,
        place=place_of(unit),
        year=sheet.cycle.year,
        period=str(sheet.period) if sheet.period.code else "",
        capacity=capacity_of(unit, signature),
        signer=signature.by_name if signature else "",
        difficulties=narrative.difficulties if narrative else "",
        proposals=narrative.proposals if narrative else "",
        fingerprint=fingerprint,
    )


def place_of(unit: Unit) -> str:
    """Return where a unit draws up its documents: a commune's own name, else its province's."""
    where = unit if unit.kind in _PLACES or unit.parent is None else unit.parent
    return _KIND.sub("", where.name)


def capacity_of(unit: Unit, signature: Signature | None) -> tuple[str, ...]:
    """Return the lines over the signature (Decree 30/2020/NĐ-CP, article 13)."""
    head = _HEADS.get(unit.kind, _HEAD)
    if signature is None:
        return (head,)
    if signature.capacity == Signature.Capacity.FOR_THE_HEAD:
        return (f"KT. {head}", signature.job_title or f"Phó {head}")
    return (signature.job_title or head,)
