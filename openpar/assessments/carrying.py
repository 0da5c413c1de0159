"""What a new sheet takes over from the unit's earlier period: figures and evidence, never points.

What was taken over is marked until somebody confirms or changes it: it counts as missing till then.
"""

from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreSheet


def earlier_sheet(sheet: ScoreSheet) -> ScoreSheet | None:
    """Return the unit's newest sheet of an earlier period of the same cycle."""
    earlier = ScoreSheet.objects.filter(
        cycle=sheet.cycle, unit=sheet.unit, period__as_of__lt=sheet.period.as_of
    )
    return earlier.order_by("-period__as_of", "-pk").first()


def figures_of(source: ScoreSheet | None) -> dict[int, dict[str, str]]:
    """Return the figures of a sheet by criterion, those that were given at all: one query."""
    if source is None:
        return {}
    rows = source.items.exclude(inputs={})
    return dict(rows.values_list("criterion", "inputs"))


def carry_evidence(source: ScoreSheet, target: ScoreSheet) -> None:
    """Pin to the items of ``target`` what is pinned to those of ``source``: the same revisions and
    pages, under the same codes."""
    items = {item.criterion_id: item for item in target.items.all()}
    pinned = EvidenceUse.objects.filter(item__sheet=source).select_related("item").order_by("pk")
    uses = [
        EvidenceUse(
            item=items[use.item.criterion_id],
            revision_id=use.revision_id,
            pages=use.pages,
            code=use.code,
        )
        for use in pinned
        if use.item.criterion_id in items
    ]
    EvidenceUse.objects.bulk_create(uses)
    with_evidence = {use.item_id for use in uses}
    ScoreItem.objects.filter(pk__in=with_evidence).update(carried_from=source.period_id)
