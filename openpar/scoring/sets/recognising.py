"""A scoring text of a decision -> the rule it probably states. A proposal, never a decision.

``recognise`` tries one template after another (``TEMPLATES``, in order) and returns the first that
fits as data of the set file. A person reads the rule in words (``describe_rule``) beside the text
and accepts or changes it. What no template fits is judged directly, and says so.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from openpar.scoring.numbers import Number, divided
from openpar.scoring.sets.plain import Plain
from openpar.scoring.sets.recognising_phrases import (
    NUMBER,
    Clause,
    Range,
    clauses,
    none_of_it,
    number_of,
    plain,
    range_of,
    written,
)

#: Letters of the longest text that is looked at; a real one has a few hundred.
LONGEST_TEXT = 3_000


class Confidence(StrEnum):
    """How much of the text the rule accounts for."""

    SURE = "sure"  # every word that carries a number was used, and the best level is the maximum
    LIKELY = "likely"  # a reading among several, or a level that the text leaves open
    NONE = "none"  # not understood: judged directly until somebody completes it


@dataclass(frozen=True, slots=True)
class Recognition:
    """A proposed rule: ``rule``, ``inputs`` and ``not_applicable`` as the set file writes them.

    ``template`` is a key of ``TEMPLATES`` or ``judged``.
    """

    template: str
    confidence: Confidence
    rule: dict[str, Plain]
    inputs: dict[str, Plain] = field(default_factory=dict)
    not_applicable: str = ""


@dataclass(frozen=True, slots=True)
class _Text:
    """A scoring text taken apart: ``levels`` without the clause about what does not arise."""

    whole: str
    levels: tuple[Clause, ...]  # empty where a part of the text is no clause
    not_applicable: str
    maximum: Number

    def sure_if_best(self, points: list[Number], *, complete: bool = True) -> Confidence:
        """``SURE`` where the text leaves nothing open and its best level earns the maximum."""
        best = bool(points) and max(points) == self.maximum
        return Confidence.SURE if best and complete else Confidence.LIKELY


_DONE = {"type": "count", "title": "Số đạt yêu cầu (tử số)", "title_en": "Those that meet it"}
_ALL = {"type": "count", "title": "Tổng số (mẫu số)", "title_en": "All of them"}
_NOT_ARISING = re.compile(r"không phát sinh|không được giao|không thuộc|không có phát sinh")
_LEFT_OUT = re.compile(r"giảm trừ|trừ điểm tối đa|không (?:tính|chấm|đánh giá)")
_IN_FULL = re.compile(r"điểm tối đa|tối đa")
_SHARE = re.compile(r"(?:tỷ lệ|tỉ lệ|[/:]).*?(?:x|\*|nhân)|(?:x|\*|nhân).*(?:tỷ lệ|tỉ lệ)")
_TIMES = re.compile(rf"(?:x|\*|nhân(?: với)?)\s*(?:({NUMBER})(?!\s*%|\d)|điểm (?:tối đa|chuẩn))")
_TARGET = re.compile(rf"/\s*({NUMBER})\s*%")
_FLOOR = re.compile(rf"dưới\s*({NUMBER})\s*%\s*(?:thì|:|,|được|không|=)?[^\d;.]*(?:0\b|không)")
_PER_ITEM = re.compile(
    rf"(?:mỗi|cứ|một|01)\s+(?:(?P<step>{NUMBER})\s+)?(?P<what>[^\d:;]{{2,120}}?)\s*[:,]?\s*"
    rf"(?:thì |sẽ |bị )*(?P<verb>trừ|được|cộng|tính|đạt|chấm|:)\s*(?P<points>{NUMBER})\s*(?:điểm|đ)"
)
_FOR_EACH = re.compile(
    rf"(?P<verb>trừ|cộng)\s*(?P<points>{NUMBER})\s*(?:điểm|đ)?\s*(?:cho|/|đối với|với)\s*"
    rf"(?:mỗi|một|01)?\s*(?P<what>[^\d:;.,]{{2,120}})"
)
_AT_MOST = re.compile(rf"(?:tối đa|không quá)\s*({NUMBER})\s*(?:điểm|đ)")
_UP_TO = re.compile(rf"^(?:chấm |đánh giá |cho )?(?:tối đa|đến|không quá)\s*{NUMBER}\s*(?:điểm|đ)")


def recognise(text: str, maximum: Number) -> Recognition:
    """Return the rule that ``text`` probably states for a leaf of ``maximum`` points.

    Parameters
    ----------
    text
        How the decision says the points are given, in Vietnamese; lines and semicolons part it.
    maximum
        Points of the leaf; a formula or a best level that says something else is no sure reading.

    >>> recognise("Có: 1; không: 0", 1).rule
    {'measure': {'condition': 'done'}}
    >>> recognise("Theo hướng dẫn của Sở Nội vụ", 1).confidence
    <Confidence.NONE: 'none'>
    """
    if len(text) > LONGEST_TEXT:
        return judged()
    taken = _apart(text, maximum)
    for template in TEMPLATES.values():
        if found := template(taken):
            return found
    return judged()


def judged(confidence: Confidence = Confidence.NONE) -> Recognition:
    """Return the rule of a leaf that the appraiser judges directly, with a reason."""
    given: dict[str, Plain] = {
        "type": "number",
        "title": "Điểm chấm trực tiếp",
        "title_en": "Points judged directly",
        "decided_by": "appraiser",
    }
    return Recognition("judged", confidence, {"measure": {"judged": "given"}}, {"given": given})


def _apart(text: str, maximum: Number) -> _Text:
    whole = plain(text)
    not_applicable, kept = "", []
    for one in clauses(text) or []:
        policy = _policy(one, maximum)
        not_applicable = policy or not_applicable
        if not policy:
            kept.append(one)
    return _Text(whole.lower(), tuple(kept), not_applicable, maximum)


def _policy(clause: Clause, maximum: Number) -> str:
    """Return what a clause about what does not arise means for the maximum; else nothing."""
    if not _NOT_ARISING.search(clause.condition.lower()):
        return ""
    right = clause.formula.lower()
    if _LEFT_OUT.search(right):
        return "reduce_max"
    return "full" if clause.points == maximum or _IN_FULL.search(right) else ""


def _deduction(text: _Text) -> Recognition | None:
    """``Mỗi báo cáo chậm trừ 0,25 điểm`` · ``trừ 0,5 điểm cho mỗi nhiệm vụ quá hạn``."""
    found = _PER_ITEM.search(text.whole) or _FOR_EACH.search(text.whole)
    if not found or found["verb"] != "trừ" or "%" in found["what"]:
        return None
    title, value = _counted(found)
    cost: dict[str, Plain] = {"each": written(number_of(found["points"]))}
    rest = text.whole[: found.start()] + text.whole[found.end() :]
    capped = re.search(rf"trừ (?:tối đa|không quá)\s*({NUMBER})", rest)
    if capped and number_of(capped[1]) < text.maximum:
        cost["at_least"] = written(text.maximum - number_of(capped[1]))
    complete = not re.search(r"\d", rest.replace(capped[0], "") if capped else rest)
    return Recognition(
        "deduction",
        Confidence.SURE if complete else Confidence.LIKELY,
        {"measure": {"value": value}, "map": {"deduct": cost}},
        {"cases": {"type": "count", "title": title}},
        text.not_applicable,
    )


def _per_item(text: _Text) -> Recognition | None:
    """``Mỗi sáng kiến được 0,5 điểm, tối đa 2 điểm``."""
    found = _PER_ITEM.search(text.whole) or _FOR_EACH.search(text.whole)
    if not found or found["verb"] == "trừ" or "%" in found["what"]:
        return None
    title, value = _counted(found)
    earned: dict[str, Plain] = {"points": written(number_of(found["points"]))}
    rest = text.whole[: found.start()] + text.whole[found.end() :]
    most = _AT_MOST.search(rest)
    if most and number_of(most[1]) != text.maximum:
        earned["most"] = written(number_of(most[1]))
    complete = not re.search(r"\d", rest.replace(most[0], "") if most else rest)
    return Recognition(
        "per_item",
        Confidence.SURE if complete else Confidence.LIKELY,
        {"measure": {"value": value}, "map": {"each": earned}},
        {"cases": {"type": "count", "title": title}},
        text.not_applicable,
    )


def _counted(found: re.Match[str]) -> tuple[str, str]:
    """Return what is counted, and the formula: every full step of several counts once."""
    groups = found.groupdict()
    step = number_of(groups["step"]) if groups.get("step") else 1
    what = " ".join(found["what"].split()).strip(" ,")
    return f"Số {what}", "cases" if step == 1 else f"floor(cases / {written(step)})"


def _share_of_maximum(text: _Text) -> Recognition | None:
    """``Dưới 80%: 0 điểm; từ 80% đến dưới 100%: tỷ lệ × điểm tối đa``."""
    formulas = [one.formula.lower() for one in text.levels if one.formula]
    said = next((one for one in formulas if _is_share(one)), "")
    if not said and not formulas and _is_share(text.whole):
        said = text.whole
    if not said:
        return None
    line: dict[str, Plain] = {"target": "1"}
    if target := _TARGET.search(said):
        line["target"] = written(divided(number_of(target[1]), 100), percent=True)
    floor = _floor(text)
    if floor is not None:
        line["floor"] = written(floor, percent=True)
    times = _TIMES.search(said)
    fits = bool(times) and (times is None or not times[1] or number_of(times[1]) == text.maximum)
    others = {one.points for one in text.levels if one.points is not None}
    complete = fits and others <= {0, text.maximum}
    return Recognition(
        "share_of_maximum",
        Confidence.SURE if complete and text.levels else Confidence.LIKELY,
        _ratio(text, {"line": line}),
        {"done": dict(_DONE), "planned": dict(_ALL)},
        text.not_applicable,
    )


def _is_share(said: str) -> bool:
    return bool(_SHARE.search(said) and _TIMES.search(said))


def _floor(text: _Text) -> Number | None:
    """Return the share below which nothing is earned."""
    for one in text.levels:
        found = range_of(one.condition)
        if found and found.percent and one.points == 0 and found.low is None:
            return found.high
    said = _FLOOR.search(text.whole)
    return divided(number_of(said[1]), 100) if said else None


def _bands(text: _Text) -> Recognition | None:
    """``Từ 90% trở lên: 2; từ 70% đến dưới 90%: 1; dưới 70%: 0``; counts alike."""
    if len(text.levels) < 2 or any(one.points is None for one in text.levels):
        return None
    ranges = [range_of(one.condition) for one in text.levels]
    known = [one for one in ranges if one]
    if not known or len({one.percent for one in known}) > 1:
        return None
    percent = known[0].percent
    rows: list[Plain] = []
    complete = True
    for clause, found in zip(text.levels, ranges, strict=True):
        points = written(clause.points or 0)
        if found is None and clause is not text.levels[-1] and not none_of_it(clause.condition):
            return None
        if found is None:
            rows.append({"otherwise": points})
            complete = complete and none_of_it(clause.condition)
            continue
        bounds, touched = _owned(found, known)
        complete = complete and not touched
        rows.append({**bounds, "points": points})
    rows.sort(key=lambda row: isinstance(row, dict) and "otherwise" in row)
    if not any(one.low is None or one.low == 0 for one in known) and not _otherwise(rows):
        rows.append({"otherwise": "0"})
        complete = False
    earned = [one.points for one in text.levels if one.points is not None]
    mapped: dict[str, Plain] = {"bands": rows}
    return Recognition(
        "bands_of_share" if percent else "bands_of_count",
        text.sure_if_best(earned, complete=complete),
        _ratio(text, mapped) if percent else {"measure": {"value": "cases"}, "map": mapped},
        {"done": dict(_DONE), "planned": dict(_ALL)}
        if percent
        else {"cases": {"type": "count", "title": "Số lượng"}},
        text.not_applicable,
    )


def _owned(found: Range, known: list[Range]) -> tuple[dict[str, str], bool]:
    """Return the bounds; an upper one that another level begins with belongs to that level."""
    begins = any(one is not found and one.low == found.high and not one.low_open for one in known)
    if found.high is not None and not found.high_open and begins and found.low != found.high:
        return Range(found.percent, found.low, found.high, found.low_open, True).bounds(), True
    return found.bounds(), False


def _otherwise(rows: list[Plain]) -> bool:
    return any(isinstance(row, dict) and "otherwise" in row for row in rows)


def _ratio(text: _Text, mapped: dict[str, Plain]) -> dict[str, Plain]:
    """Return a rule on done ÷ planned; nothing planned is what the text says does not arise."""
    ratio: dict[str, Plain] = {"ratio": ["done", "planned"]}
    if text.not_applicable:
        ratio["when_zero"] = "full" if text.not_applicable == "full" else "not_applicable"
    return {"measure": ratio, "map": mapped}


def _yes_no(text: _Text) -> Recognition | None:
    """``Có: 1; không: 0``: one level earns all, the other nothing."""
    if len(text.levels) not in (1, 2) or any(one.points is None for one in text.levels):
        return None
    yes = max(text.levels, key=lambda one: one.points or 0)
    others = [one for one in text.levels if one is not yes]
    if yes.points != text.maximum or any(one.points for one in others):
        return None
    title = yes.condition if len(yes.condition) > 3 else "Đạt yêu cầu"
    return Recognition(
        "yes_no",
        Confidence.SURE if others else Confidence.LIKELY,
        {"measure": {"condition": "done"}},
        {"done": {"type": "yes_no", "title": title}},
        text.not_applicable,
    )


def _options(text: _Text) -> Recognition | None:
    """``Kịp thời: 1; không kịp thời: 0,5; không ban hành: 0``."""
    if len(text.levels) < 2 or any(one.points is None for one in text.levels):
        return None
    labels: dict[str, Plain] = {}
    points: dict[str, Plain] = {}
    for one in text.levels:
        key = _key(one.condition, labels)
        labels[key] = one.condition
        points[key] = written(one.points or 0)
    earned = [one.points for one in text.levels if one.points is not None]
    return Recognition(
        "options",
        text.sure_if_best(earned, complete=len(set(earned)) == len(earned)),
        {"measure": {"choice": "level"}, "map": {"options": points}},
        {"level": {"type": "choice", "title": "Mức đạt được", "options": labels}},
        text.not_applicable,
    )


def _key(label: str, taken: dict[str, Plain]) -> str:
    """Return a word for an option: its label without diacritics, made unique."""
    bare = unicodedata.normalize("NFD", label.lower().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(one for one in bare if not unicodedata.combining(one)))
    key = "_".join(words)[:30].strip("_") or "level"
    key = key if key[0].isalpha() else f"level_{key}"
    return key if key not in taken else f"{key}_{len(taken) + 1}"


def _judged(text: _Text) -> Recognition | None:
    """``Tối đa 3 điểm``: the appraiser's number, with a reason."""
    return judged(Confidence.SURE) if _UP_TO.match(text.whole) else None


#: Tried in this order; the first that fits is proposed.
TEMPLATES: dict[str, Callable[[_Text], Recognition | None]] = {
    "share_of_maximum": _share_of_maximum,
    "bands": _bands,
    "yes_no": _yes_no,
    "options": _options,
    "deduction": _deduction,
    "per_item": _per_item,
    "judged": _judged,
}
