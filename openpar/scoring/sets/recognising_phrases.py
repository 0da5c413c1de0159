"""Pieces of scoring texts as decisions write them: clauses, points, ranges. Vietnamese only.

``Từ 70% đến dưới 90%: 1 điểm`` is a clause: what stands before the points is its condition, here a
range. Nothing here decides on a rule; ``recognising`` does.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from openpar.scoring.numbers import Number, decimal_text, divided, exact

#: A number as decisions write it: 2 · 02 · 0,5 · 0.5.
NUMBER = r"\d{1,9}(?:[.,]\d{1,6})?"
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "×": "x", "≧": "≥", "≦": "≤", "\u00a0": " "})
_BULLET = re.compile(r"^\s*(?:[-+•*●▪]|[a-zđ]\)|\d{1,2}\))\s*")
#: Where one clause ends: a semicolon, a line, a full stop that is no decimal, a comma before a
#: word that begins another level.
_END = re.compile(
    r"[;\n]|(?<!\d)\.(?=\s)|(?<=\d)\.(?=\s+\D)"
    r"|,(?=\s*(?:từ|dưới|trên|chưa|không|còn lại|trường hợp)\s)",
    re.IGNORECASE,
)
_POINTS = re.compile(
    rf"^(?:(?:thì|được|đạt|tính|chấm|cho|là|cộng)\s+)*({NUMBER})\s*(?:điểm|đ)?\s*[.,]?$",
    re.IGNORECASE,
)
_WORDED = re.compile(
    rf"^(?P<condition>.+?)[,\s]+(?:thì |sẽ )?(?:được|đạt|tính|chấm|cho|=)\s*"
    rf"(?:là )?(?P<points>{NUMBER})\s*(?:điểm|đ)\s*$",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Return the text with one form of every letter, dash and space; lines are kept.

    >>> plain("70–90%:  1")
    '70-90%: 1'
    """
    normal = unicodedata.normalize("NFC", text).translate(_DASHES)
    return "\n".join(" ".join(line.split()) for line in normal.splitlines()).strip()


def number_of(text: str) -> Number:
    """Return a number as decisions write it; the comma and the dot both stand before decimals.

    >>> number_of("0,5"), number_of("02")
    (Fraction(1, 2), 2)
    """
    return exact(Fraction(text.replace(",", ".")))


def written(value: Number, percent: bool = False) -> str:
    """Return how the rule language writes a number: ``0.25``, ``90%``, ``1/3``."""
    shown = exact(Fraction(value) * 100) if percent else value
    text = decimal_text(shown)
    if exact(Fraction(text)) != shown:
        text = f"{shown.numerator}/{shown.denominator}"
    return f"{text}%" if percent else text


@dataclass(frozen=True, slots=True)
class Clause:
    """One level of a scoring text: ``points`` is ``None`` where a formula stands instead."""

    condition: str
    points: Number | None
    formula: str = ""


def clauses(text: str) -> list[Clause] | None:
    """Return the clauses of a scoring text, ``None`` where a part of it is none."""
    found = []
    for piece in _END.split(plain(text)):
        bare = _BULLET.sub("", piece).strip(" .,")
        if not bare:
            continue
        clause = _clause(bare)
        if clause is None:
            return None
        found.append(clause)
    return found


def _clause(text: str) -> Clause | None:
    """Return condition and points: the points stand after the last colon, or after *được* …"""
    condition, colon, right = text.rpartition(":")
    if colon and (points := _POINTS.match(right.strip())):
        return Clause(condition.strip(), number_of(points[1]))
    if colon and right.strip():
        return Clause(condition.strip(), None, right.strip())
    if worded := _WORDED.match(text):
        return Clause(worded["condition"].strip(), number_of(worded["points"]))
    return None


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds of a clause. ``low`` and ``high`` as shares if ``percent``, else as they stand.

    ``low_open``: the bound itself is outside (>); ``high_open`` likewise (<).
    """

    percent: bool
    low: Number | None = None
    high: Number | None = None
    low_open: bool = False
    high_open: bool = False

    def bounds(self) -> dict[str, str]:
        """Return the bounds as the map ``bands`` writes them.

        >>> Range(True, Fraction(7, 10), Fraction(9, 10), high_open=True).bounds()
        {'from': '70%', 'below': '90%'}
        """
        if self.low is not None and self.low == self.high:
            return {"exactly": written(self.low, self.percent)}
        said = {}
        if self.low is not None:
            said["above" if self.low_open else "from"] = written(self.low, self.percent)
        if self.high is not None:
            said["below" if self.high_open else "to"] = written(self.high, self.percent)
        return said


_N = rf"({NUMBER})\s*(%?)"
_OVER = r"(?:trên|hơn|lớn hơn|>)"
_UNDER = r"(?:dưới|nhỏ hơn|thấp hơn|ít hơn|chưa đạt|chưa đến|cận|<)"
#: Pattern -> which of its numbers is the lower, which the upper bound, and which are open.
#: ``(low, high, low_open, high_open)``; group pairs are numbered from 1.
_RANGES: tuple[tuple[re.Pattern[str], tuple[int, int, bool, bool]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sides)
    for pattern, sides in (
        (rf"{_OVER}\s*{_N}\s*(?:-|đến|tới)\s*{_UNDER}\s*{_N}", (1, 2, True, True)),
        (rf"{_OVER}\s*{_N}\s*(?:-|đến|tới)\s*{_N}", (1, 2, True, False)),
        (rf"(?:từ\s+|≥\s*)?{_N}\s*(?:-|đến|tới)\s*{_UNDER}\s*{_N}", (1, 2, False, True)),
        (rf"(?:từ\s+)?{_N}\s*(?:-|đến|tới)\s*{_N}", (1, 2, False, False)),
        (rf"(?:trên hoặc bằng|ít nhất|tối thiểu|≥|>=)\s*{_N}", (1, 0, False, False)),
        (rf"(?:từ\s+)?{_N}[^\d%]*\s*trở lên", (1, 0, False, False)),
        (rf"(?:từ\s+)?{_N}[^\d%]*\s*trở xuống", (0, 1, False, False)),
        (rf"(?:≤|<=|không quá|tối đa)\s*{_N}", (0, 1, False, False)),
        (rf"{_OVER}\s*{_N}", (1, 0, True, False)),
        (rf"{_UNDER}\s*{_N}", (0, 1, False, True)),
        (rf"từ\s+{_N}", (1, 0, False, False)),
        (rf"(?:đạt|đủ|có|bằng)?\s*{_N}", (1, 1, False, False)),
    )
)
_NONE_OF_IT = re.compile(r"^(?:không (?:có|tổ chức|thực hiện)|không)\b", re.IGNORECASE)


def range_of(condition: str) -> Range | None:
    """Return the range that a condition states, ``None`` where it states none or says more.

    >>> range_of("từ 70% đến dưới 90%").bounds()
    {'from': '70%', 'below': '90%'}
    >>> range_of("có kế hoạch, không quá hạn 02 lần trong 05 năm") is None
    True
    """
    text = plain(condition)
    for pattern, (low, high, low_open, high_open) in _RANGES:
        found = pattern.search(text)
        if not found:
            continue
        rest = text[: found.start()] + " " + text[found.end() :]
        if re.search(r"\d", rest):
            return None
        percent = "%" in found.groups()
        share = [number_of(one) for one in found.groups()[::2]]
        values = [divided(one, 100) if percent else one for one in share]
        return _whole_share(
            Range(
                percent,
                values[low - 1] if low else None,
                values[high - 1] if high else None,
                low_open,
                high_open,
            )
        )
    return None


def _whole_share(found: Range) -> Range:
    """``100%`` alone means all of it: from 100 % upward."""
    if found.percent and found.low == found.high == 1:
        return Range(percent=True, low=1)
    return found


def none_of_it(condition: str) -> bool:
    """Whether a condition says that nothing of the kind was there: *không có*, *không tổ chức*."""
    return bool(_NONE_OF_IT.match(condition)) and not re.search(r"\d", condition)
