"""V8: every index and every circumstance leads to exactly one class."""

from collections.abc import Iterator

from openpar.scoring.defects import Defect
from openpar.scoring.language.wording import number_text
from openpar.scoring.sets.intervals import Interval, clashes
from openpar.scoring.sets.model import ClassBand, Cohort


def class_defects(cohort: Cohort) -> Iterator[Defect]:
    """Yield the defects of one cohort's classes."""
    if not cohort.classes:
        return
    by_index = [band for band in cohort.classes if _bounded(band)]
    if by_index:
        yield from _range_defects(cohort, by_index)
    conditional = [band for band in cohort.classes if band.all_of]
    if conditional and cohort.fall_through is None:
        yield Defect(
            "V8",
            conditional[0].place,
            f"{cohort.code}: điểm thuộc loại {conditional[0].title} mà điều kiện không đạt thì "
            "không rõ xếp loại nào (cần fall_through)",
            f"{cohort.code}: an index of class {conditional[0].title} whose condition fails "
            "has no class (state fall_through)",
        )
    elif cohort.fall_through is False and conditional:
        yield _unclassified(cohort, conditional[0])
    elif conditional and cohort.classes[-1].all_of:
        yield _unclassified(cohort, cohort.classes[-1])


def _unclassified(cohort: Cohort, band: ClassBand) -> Defect:
    return Defect(
        "V8",
        band.place,
        f"{cohort.code}: điều kiện của loại {band.title} không đạt thì không có loại nào",
        f"{cohort.code}: where the condition of class {band.title} fails there is no class",
    )


def _bounded(band: ClassBand) -> bool:
    return any(one is not None for one in (band.at_least, band.above, band.at_most, band.below))


def _interval(band: ClassBand) -> Interval:
    low = band.at_least if band.at_least is not None else band.above
    high = band.at_most if band.at_most is not None else band.below
    return Interval(low, band.above is not None, high, band.below is not None)


def _range_defects(cohort: Cohort, bands: list[ClassBand]) -> Iterator[Defect]:
    has_rest = any(not _bounded(band) and not band.any_of for band in cohort.classes)
    for clash in clashes([_interval(band) for band in bands], 0, False, not has_rest):
        if clash.kind == "gap" and clash.at >= 100:
            continue  # above 100 only bonus points lead, and the top class holds
        at, until = number_text(clash.at), number_text(clash.until)
        words = {
            "overlap": (f"chỉ số {at} thuộc hai loại", f"an index of {at} is in two classes"),
            "gap": (
                f"chỉ số từ {at} đến {until} không thuộc loại nào",
                f"an index from {at} to {until} is in no class",
            ),
        }
        vi, en = words[clash.kind]
        yield Defect("V8", bands[0].place, f"{cohort.code}: {vi}", f"{cohort.code}: {en}")
