"""What came back to a unit, with the reasons: from the head, or opened again after submission."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery

from openpar.assessments.models import BEING_TYPED, Remark, ReopenedItem, ScoreSheet, SentUp


@dataclass(frozen=True, slots=True)
class Returned:
    """One criterion that came back (``code`` is empty: the whole sheet), why, and from whom."""

    code: str
    item_id: int | None
    reason: str
    by: str


def returned_to(sheets: Iterable[ScoreSheet]) -> dict[int, list[Returned]]:
    """Return what came back, by sheet, for those that are being typed: two queries."""
    typed = [sheet for sheet in sheets if sheet.state in BEING_TYPED]
    found: dict[int, list[Returned]] = {}
    newest = SentUp.objects.filter(sheet=OuterRef("sent_up__sheet")).order_by("-number")
    remarks = Remark.objects.filter(
        sent_up__sheet__in=typed, sent_up=Subquery(newest.values("pk")[:1])
    ).select_related("sent_up", "item__criterion")
    for remark in remarks.order_by("item__criterion__position", "pk"):
        item = remark.item
        told = Returned(item.criterion.code if item else "", remark.item_id, remark.text,
                        remark.by_name)  # fmt: skip
        found.setdefault(remark.sent_up.sheet_id, []).append(told)
    opened = ReopenedItem.objects.filter(
        reopening__in=[sheet.reopening_id for sheet in typed if sheet.reopening_id]
    ).annotate(by_name=F("reopening__by_name"))
    for each in opened.select_related("item__criterion").order_by("item__criterion__position"):
        told = Returned(each.item.criterion.code, each.item_id, each.reason, each.by_name)
        found.setdefault(each.item.sheet_id, []).append(told)
    return found
