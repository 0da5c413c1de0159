"""Reads cohorts with their classes, conditions, limits and tie keys."""

import re

from openpar.scoring.defects import Wrong
from openpar.scoring.language import reading
from openpar.scoring.language.tree import Formula
from openpar.scoring.sets.document import Data, Entries, Text
from openpar.scoring.sets.model import ClassBand, ClassLimit, Cohort

TIE_KEY = re.compile(r"manual|survey|appraisal|(?:field|criterion) \S+|input \[[^\[\]\s]+\]\.\w+")
COHORT_KEYS = (
    "code", "title", "title_en", "ranked", "rank_on", "shared_ranks", "ties", "classes",
    "class_limits", "fall_through",
)  # fmt: skip
RANK_ON = ("rounded", "unrounded")
SHARED_RANKS = ("competition", "dense")
LIMIT_KEYS = ("when", "at_most", "exactly")
BAND_KEYS = ("title", "title_en", "from", "above", "to", "below", "all_of", "any_of")


def read_cohort(data: Data) -> Cohort:
    """Read one cohort.

    Raises
    ------
    Wrong
        A key, word, bound, condition or tie key that the format does not have.
    """
    found = reading.entries(data, "cohort", COHORT_KEYS)
    for key in ("code", "title"):
        if key not in found:
            raise Wrong(f"khối phải có {key}", f"a cohort needs {key}", found.place)
    classes = reading.items(found["classes"], "classes") if "classes" in found else []
    limits = reading.items(found["class_limits"], "class_limits") if "class_limits" in found else []
    fall = found.get("fall_through")
    return Cohort(
        code=reading.text(found["code"], "code"),
        title=reading.text(found["title"], "title"),
        title_en=reading.text(found["title_en"], "title_en") if "title_en" in found else "",
        ranked=reading.yes_no(found["ranked"], "ranked") if "ranked" in found else True,
        rank_on=_word(found, "rank_on", RANK_ON),
        shared_ranks=_word(found, "shared_ranks", SHARED_RANKS),
        ties=tuple(_tie(item) for item in reading.items(found["ties"], "ties"))
        if "ties" in found
        else (),
        classes=tuple(map(_band, classes)),
        class_limits=tuple(map(_limit, limits)),
        fall_through=None if fall is None else reading.yes_no(fall, "fall_through"),
        place=found.place,
    )


def _word(found: Entries, key: str, allowed: tuple[str, ...]) -> str:
    return reading.word(found[key], key, allowed) if key in found else allowed[0]


def _tie(data: Data) -> str:
    written = reading.text(data, "ties")
    if not TIE_KEY.fullmatch(written):
        raise Wrong(
            "khóa xếp khi bằng điểm phải là field MÃ, criterion MÃ, survey, appraisal, "
            f"input [MÃ].TÊN hoặc manual; không phải {written[:40]!r}",
            "a tie key is field CODE, criterion CODE, survey, appraisal, input [CODE].NAME "
            f"or manual, not {written[:40]!r}",
            data.place,
        )
    return written


def _conditions(found: Entries, key: str) -> tuple[Formula, ...]:
    if key not in found:
        return ()
    if isinstance(found[key], Text):
        return (reading.formula(found[key], key),)
    return tuple(reading.formula(item, key) for item in reading.items(found[key], key))


def _band(data: Data) -> ClassBand:
    found = reading.entries(data, "class", BAND_KEYS)
    if "title" not in found:
        raise Wrong("mỗi loại phải có title", "a class needs a title", found.place)
    bounds = {
        name: reading.number(found[key], key)
        for key, name in (
            ("from", "at_least"),
            ("above", "above"),
            ("to", "at_most"),
            ("below", "below"),
        )
        if key in found
    }
    return ClassBand(
        title=reading.text(found["title"], "title"),
        title_en=reading.text(found["title_en"], "title_en") if "title_en" in found else "",
        all_of=_conditions(found, "all_of"),
        any_of=_conditions(found, "any_of"),
        place=found.place,
        **bounds,
    )


def _limit(data: Data) -> ClassLimit:
    found = reading.entries(data, "class limit", LIMIT_KEYS)
    if "when" not in found or ("at_most" in found) == ("exactly" in found):
        raise Wrong(
            "giới hạn xếp loại cần when, và at_most hoặc exactly",
            "a class limit needs when, and at_most or exactly",
            found.place,
        )
    return ClassLimit(
        when=reading.formula(found["when"], "when"),
        at_most=reading.text(found["at_most"], "at_most") if "at_most" in found else "",
        exactly=reading.text(found["exactly"], "exactly") if "exactly" in found else "",
    )
