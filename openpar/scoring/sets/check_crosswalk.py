"""The defects of a crosswalk: every leaf of both sets in exactly one line, shares that add up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from openpar.scoring.defects import NOWHERE, Defect
from openpar.scoring.language.wording import number_text
from openpar.scoring.numbers import Number, divided
from openpar.scoring.sets.crosswalk import ONE_TO_ONE, Crosswalk, Line, Relation
from openpar.scoring.sets.model import CriteriaSet, Node

#: How many old and new leaves a line of each relation has: least and most, ``None`` for any number.
COUNTS: Mapping[Relation, tuple[tuple[int, int | None], tuple[int, int | None]]] = {
    **dict.fromkeys(ONE_TO_ONE, ((1, 1), (1, 1))),
    Relation.SPLIT: ((1, 1), (2, None)),
    Relation.MERGED: ((2, None), (1, 1)),
    Relation.NEW: ((0, 0), (1, 1)),
    Relation.DROPPED: ((1, 1), (0, 0)),
}


def check_crosswalk(crosswalk: Crosswalk, old: CriteriaSet, new: CriteriaSet) -> list[Defect]:
    """Return what is wrong, line by line; an empty list means fit to be confirmed.

    X1: a leaf in no line, in several, or of no set. X2: how many leaves a relation has. X3: shares.
    X4: a relation that the maxima contradict.
    """
    before = {leaf.code: leaf for leaf in old.leaves()}
    after = {leaf.code: leaf for leaf in new.leaves()}
    found = [
        *_coverage(before, (code for line in crosswalk.lines for code in line.old), "cũ", "old"),
        *_coverage(after, (code for line in crosswalk.lines for code in line.new), "mới", "new"),
    ]
    for line in crosswalk.lines:
        found += line_defects(line, before, after)
    return found


def line_defects(
    line: Line, before: Mapping[str, Node], after: Mapping[str, Node]
) -> Iterator[Defect]:
    """Yield what is wrong with one line; ``before`` and ``after`` are the leaves by code."""
    name = ", ".join(line.old or line.new)
    if not all(
        least <= len(codes) <= (len(codes) if most is None else most)
        for codes, (least, most) in zip((line.old, line.new), COUNTS[line.relation], strict=True)
    ):
        yield _defect("X2", *_SHAPES[line.relation], name)
        return
    unknown = [*_unknown(line.old, before, "cũ", "old"), *_unknown(line.new, after, "mới", "new")]
    if unknown:
        yield from unknown
        return
    if line.relation in ONE_TO_ONE:
        yield from _weight_defects(line, before[line.old[0]], after[line.new[0]])
    yield from _share_defects(line, before, after, name)


_SHAPES: Mapping[Relation, tuple[str, str]] = {
    **dict.fromkeys(ONE_TO_ONE, ("cần một mã cũ và một mã mới", "takes one old and one new code")),
    Relation.SPLIT: (
        "tách cần một mã cũ và ít nhất hai mã mới",
        "a split takes one old code and at least two new ones",
    ),
    Relation.MERGED: (
        "gộp cần ít nhất hai mã cũ và một mã mới",
        "a merger takes at least two old codes and one new one",
    ),
    Relation.NEW: ("bổ sung mới chỉ có một mã mới", "what is new has one new code only"),
    Relation.DROPPED: ("bãi bỏ chỉ có một mã cũ", "what is dropped has one old code only"),
}


def _coverage(
    leaves: Mapping[str, Node], stand: Iterable[str], vi: str, en: str
) -> Iterator[Defect]:
    times = Counter(stand)
    for code in leaves:
        if not times[code]:
            yield _defect(
                "X1", f"tiêu chí {vi} chưa có dòng nào", f"the {en} leaf has no line", code
            )
    for code, count in times.items():
        if count > 1:
            yield _defect(
                "X1", f"tiêu chí {vi} có {count} dòng", f"the {en} leaf has {count} lines", code
            )


def _unknown(
    codes: Iterable[str], leaves: Mapping[str, Node], vi: str, en: str
) -> Iterator[Defect]:
    for code in codes:
        if code not in leaves:
            yield _defect(
                "X1", f"không có tiêu chí {vi} nào mang mã này", f"no {en} leaf has this code", code
            )


def _weight_defects(line: Line, before: Node, after: Node) -> Iterator[Defect]:
    changed = before.maximum != after.maximum
    if changed and line.relation is not Relation.REWEIGHTED:
        yield _defect(
            "X4",
            f"điểm tối đa đổi từ {_points(before, 'vi')} thành {_points(after, 'vi')}: "
            "phải là điều chỉnh điểm",
            f"the maximum changes from {_points(before, 'en')} to {_points(after, 'en')}: "
            "it is reweighted",
            before.code,
        )
    if not changed and line.relation is Relation.REWEIGHTED:
        yield _defect(
            "X4",
            "điểm tối đa không đổi: không phải điều chỉnh điểm",
            "the maximum is the same: it is not reweighted",
            before.code,
        )


def _share_defects(
    line: Line, before: Mapping[str, Node], after: Mapping[str, Node], name: str
) -> Iterator[Defect]:
    """Shares may be left out; given, they carry all points of a split and never too many."""
    if not line.shares:
        return
    wanted = len(line.old) * len(line.new)
    if len(line.shares) != wanted:
        yield _defect(
            "X3",
            f"cần {wanted} tỷ phần, ở đây có {len(line.shares)}",
            f"{wanted} shares are needed, here are {len(line.shares)}",
            name,
        )
        return
    if any(share <= 0 for share in line.shares):
        yield _defect("X3", "tỷ phần phải lớn hơn 0", "a share is above 0", name)
    total = sum(map(Fraction, line.shares), Fraction(0))
    if line.relation is Relation.SPLIT and total != 1:
        yield _defect(
            "X3",
            f"các tỷ phần của tiêu chí tách cộng lại là {number_text(total)}, phải bằng 1",
            f"the shares of a split add up to {number_text(total, 'en')}, not to 1",
            name,
        )
    if line.relation in ONE_TO_ONE and line.shares != usual_share(
        before[line.old[0]], after[line.new[0]]
    ):
        yield _defect(
            "X3",
            "tỷ phần phải bằng điểm tối đa mới chia điểm tối đa cũ",
            "the share is the new maximum divided by the old one",
            name,
        )
    yield from _overflows(line, before, after)


def _overflows(
    line: Line, before: Mapping[str, Node], after: Mapping[str, Node]
) -> Iterator[Defect]:
    """Full points of the old leaves never give more than the new maximum."""
    for code in line.new:
        most = after[code].maximum
        links = [link for link in line.links if link.new == code]
        full = sum(
            (Fraction(before[link.old].maximum or 0) * Fraction(link.share or 0) for link in links),
            Fraction(0),
        )
        if most is not None and full > max(most, 0):
            yield _defect(
                "X3",
                f"điểm chuyển sang tối đa là {number_text(full)}, "
                f"nhưng điểm tối đa là {number_text(most)}",
                f"up to {number_text(full, 'en')} points are carried, "
                f"but the maximum is {number_text(most, 'en')}",
                code,
            )


def usual_share(before: Node, after: Node) -> tuple[Number, ...]:
    """Return the share of one leaf to one leaf: the same degree of fulfilment; empty if unknown."""
    if before.maximum == after.maximum:
        return (1,)
    if not before.maximum or after.maximum is None:
        return ()
    return (divided(after.maximum, before.maximum),)


def _points(node: Node, language: str) -> str:
    return "?" if node.maximum is None else number_text(node.maximum, language)


def _defect(check: str, vi: str, en: str, code: str) -> Defect:
    return Defect(check, NOWHERE, f"{code}: {vi}", f"{code}: {en}")
