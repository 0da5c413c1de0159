"""A result for people: a table a cohort, and the explanation of a unit or of one criterion."""

import unicodedata
from collections.abc import Iterator, Sequence

from openpar.scoring.language.wording import number_text
from openpar.scoring.ranking import MANUAL, Tie
from openpar.scoring.rounds.explaining import Explainer
from openpar.scoring.rounds.model import RoundResult, UnitResult
from openpar.scoring.rounds.phrases import say
from openpar.scoring.rounds.standing import cohort_of
from openpar.scoring.sets.model import Node

_COLUMNS = ("rank", "unit", "name", "points", "applicable_maximum", "index", "class", "note")
_NUMBERS = (0, 3, 4, 5)  # columns that are aligned to the right
_MOST_CODES = 6  # codes named in a note; the rest is counted


def table_text(result: RoundResult, language: str = "vi") -> str:
    """Return one aligned table a cohort, numbers as the language writes them."""
    parts = [result.round.title] if result.round.title else []
    for code, rows in result.by_cohort():
        criteria_set = result.round.sets[result.round.cohorts[code]]
        cohort = cohort_of(criteria_set, code)
        title = (cohort.title_en if language == "en" else "") or cohort.title
        lines = ["", f"{title} – {criteria_set.title}"]
        if not cohort.ranked:
            lines.append(say("not_ranked", language))
        lines += aligned([_header(language), *(_cells(row, language) for row in rows)])
        lines += [tie_text(tie, result, language) for tie in result.ties if tie.cohort == code]
        parts += lines
    return "\n".join(parts).lstrip("\n") + "\n"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Align cells by the width a terminal gives them; a rule stands under the header."""
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ["  ".join(_padded(row, widths)).rstrip() for row in rows]
    return [lines[0], "  ".join("─" * one for one in widths), *lines[1:]]


def width(text: str) -> int:
    """Return how many columns a terminal gives to ``text``: marks none, wide letters two.

    >>> width("Sở"), width(unicodedata.normalize("NFD", "Sở")), width("部")
    (2, 2, 2)
    """
    columns = 0
    for letter in text:
        if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
            continue
        columns += 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1
    return columns


def explain_unit(result: RoundResult, unit: str, code: str = "", language: str = "vi") -> str:
    """Return a unit's result and every leaf in sentences, or one leaf (``code``) alone.

    Raises
    ------
    KeyError
        The round has no such unit, or its set no such leaf or group of leaves.
    """
    row = next((one for one in result.units if one.unit == unit), None)
    if row is None:
        raise KeyError(unit)
    explainer = Explainer(result, language)
    if code:
        node = row.plan.parts[code].node
        lines = list(_node_lines(row, node, explainer))
        return "\n".join([*_head(row, language), *lines]) + "\n"
    lines = _head(row, language)
    for root in row.plan.criteria_set.roots():
        lines += ["", *_node_lines(row, root, explainer)]
    return "\n".join([*lines, "", *_whole(row, language)]) + "\n"


def _head(row: UnitResult, language: str) -> list[str]:
    return [f"{row.name} ({row.unit})"]


def _node_lines(row: UnitResult, node: Node, explainer: Explainer) -> Iterator[str]:
    if node.is_leaf:
        yield from explainer.sentences(row, node)
        return
    total = row.nodes[node.code]
    language = explainer.language
    title = (node.title_en if language == "en" else "") or node.title
    points = "…" if total.points is None else number_text(total.points, language)
    maximum = number_text(total.applicable_maximum, language)
    key = "node_heading" if total.applicable_maximum or total.points != 0 else "node_out"
    yield say(key, language, code=node.code, title=title, points=points, maximum=maximum)
    for child in node.children:
        yield from _node_lines(row, child, explainer)


def _whole(row: UnitResult, language: str) -> list[str]:
    """Say how the index comes from points and applicable maximum, the rank and the class."""
    if row.index is None or row.points is None:
        return [f"{say('index', language)}: {_unknown(row, language)}."]
    lines = [
        say(key, language, points=number_text(value, language))
        for key, value in (("bonus_is", row.whole.bonus), ("penalty_is", row.whole.penalty))
        if value
    ]
    digits = row.plan.criteria_set.rounding.digits
    lines.append(
        say(
            "index_is", language,
            points=number_text(row.points, language),
            maximum=number_text(row.applicable_maximum, language),
            index=number_text(row.index, language, digits),
        )
    )  # fmt: skip
    if row.rank is not None:
        lines.append(say("rank_is", language, rank=row.rank))
    if row.class_title or row.class_reason:
        lines.append(say("class_is", language, title=_class(row, language)))
    return lines


def _header(language: str) -> list[str]:
    return [say(column, language) for column in _COLUMNS]


def _cells(row: UnitResult, language: str) -> list[str]:
    digits = row.plan.criteria_set.rounding.digits
    numbers = [row.points, row.applicable_maximum, row.index]
    shown = ["" if one is None else number_text(one, language, digits) for one in numbers]
    rank = "" if row.rank is None else str(row.rank)
    title = (row.class_title_en if language == "en" else "") or row.class_title
    return [rank, row.unit, row.name, *shown, title, _note(row, language)]


def _note(row: UnitResult, language: str) -> str:
    if row.index is None:
        return _unknown(row, language)
    return say(row.class_reason, language, title=row.class_about) if row.class_reason else ""


def _unknown(row: UnitResult, language: str) -> str:
    if not row.unknown:
        return say("nothing_applies", language)
    codes = ", ".join(row.unknown[:_MOST_CODES])
    if len(row.unknown) > _MOST_CODES:
        codes += f" … (+{len(row.unknown) - _MOST_CODES})"
    return say("unknown_because", language, codes=codes)


def _class(row: UnitResult, language: str) -> str:
    title = (row.class_title_en if language == "en" else "") or row.class_title
    title = title or say("unclassified", language)
    reason = say(row.class_reason, language, title=row.class_about) if row.class_reason else ""
    return f"{title} ({reason})" if reason else title


def tie_text(tie: Tie, result: RoundResult, language: str = "vi") -> str:
    """Say who shares a rank, or by which key equal units were parted."""
    criteria_set = result.round.sets[result.round.cohorts[tie.cohort]]
    keys = cohort_of(criteria_set, tie.cohort).ties
    units = ", ".join(tie.units)
    if tie.settled_by:
        return say("settled_tie", language, by=tie_key_text(tie.settled_by, language), units=units)
    key = "open_tie_manual" if MANUAL in keys else "open_tie"
    return say(key, language, rank=tie.rank, units=units)


def tie_key_text(key: str, language: str) -> str:
    """Say a tie key in words: field 2, the survey points, the minutes."""
    kind, _, rest = key.partition(" ")
    return say(f"tie_{kind}", language, name=rest)


def _padded(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for at, (cell, wide) in enumerate(zip(cells, widths, strict=True)):
        space = " " * (wide - width(cell))
        yield space + cell if at in _NUMBERS else cell + space
