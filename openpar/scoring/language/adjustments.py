"""Adjustments: steps on points that a map has given. One row a kind in ``ADJUSTMENTS``."""

from collections.abc import Callable
from dataclasses import dataclass

from openpar.scoring.defects import Wrong
from openpar.scoring.language import reading
from openpar.scoring.language.tree import Adjustment, Formula
from openpar.scoring.numbers import Number, exact
from openpar.scoring.sets.document import Data


@dataclass(frozen=True, slots=True)
class AdjustmentKind:
    """A kind of adjustment: either it computes on the points, or it replaces them.

    ``apply(points, value)`` computes. ``replaces_when``: the formula is a condition, and where its
    truth equals this, the points are those of the optional key ``extra`` instead (so that a gate
    needs no measurable points). ``vi`` and ``en`` describe it, with ``{formula}`` and ``{other}``.
    """

    vi: str
    en: str
    apply: Callable[[Number, Number], Number] | None = None
    replaces_when: bool | None = None
    extra: str = ""


ADJUSTMENTS: dict[str, AdjustmentKind] = {
    "gate": AdjustmentKind(
        "Điều kiện bắt buộc: {formula}; không đạt thì được {other}.",
        "Required: {formula}; otherwise {other}.",
        replaces_when=False,
        extra="otherwise",
    ),
    "award": AdjustmentKind(
        "Đương nhiên được {other} nếu {formula}.",
        "{other} in any case if {formula}.",
        replaces_when=True,
        extra="points",
    ),
    "minus": AdjustmentKind(
        "Trừ {formula}.", "Minus {formula}.", lambda points, value: exact(points - value)
    ),
    "plus": AdjustmentKind(
        "Cộng {formula}.", "Plus {formula}.", lambda points, value: exact(points + value)
    ),
    "times": AdjustmentKind(
        "Nhân với {formula}.", "Times {formula}.", lambda points, value: exact(points * value)
    ),
    "at_most": AdjustmentKind("Không quá {formula} điểm.", "At most {formula} points.", min),
    "at_least": AdjustmentKind("Không dưới {formula} điểm.", "At least {formula} points.", max),
}


def read_adjustment(data: Data) -> Adjustment:
    """Read one adjustment: a mapping with one keyword and, for some, one more key."""
    extras = {kind.extra for kind in ADJUSTMENTS.values() if kind.extra}
    found = reading.entries(data, "adjustment", {*ADJUSTMENTS, *extras})
    keywords = [key for key in found if key in ADJUSTMENTS]
    if len(keywords) != 1:
        raise Wrong(
            f"mỗi bước điều chỉnh cần đúng một khóa trong: {', '.join(ADJUSTMENTS)}",
            f"an adjustment needs exactly one of {', '.join(ADJUSTMENTS)}",
            found.place,
        )
    (keyword,) = keywords
    parameters: list[tuple[str, Formula]] = [("formula", reading.formula(found[keyword], keyword))]
    for key in found:
        if key == keyword:
            continue
        if key != ADJUSTMENTS[keyword].extra:
            raise Wrong(
                f"{keyword} không có khóa {key!r}",
                f"{keyword} has no key {key!r}",
                found.keys_at[key],
            )
        parameters.append(("other", reading.formula(found[key], key)))
    return Adjustment(keyword, tuple(parameters))
