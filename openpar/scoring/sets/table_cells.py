"""One cell of the Excel form -> the data of a set file.

People type ``0,85``, ``15/12/2026`` and ``có``; the set file has ``0.85``, ``2026-12-15`` and
``yes``. What could mean two things (``1.234``, a code that became a day) is refused with a reason.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable
from fractions import Fraction

from openpar.scoring.defects import Place, Wrong
from openpar.scoring.language import reading
from openpar.scoring.numbers import decimal_text, exact
from openpar.scoring.sets.document import Data, Entries, Items, Text, read_document
from openpar.scoring.sets.table_columns import (
    EVIDENCE_KINDS,
    TIE_KEYS,
    TIE_PREFIXES,
    YES_NO,
    Column,
    Words,
)

Cell = str | int | Fraction | datetime.date | bool | None

IF_ANY = "(nếu có)"
NONE = "không"
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+")
_COMMA = re.compile(r"([+-]?\d{1,3}(?:\.\d{3})+|[+-]?\d+),(\d+)")
_KIND = re.compile(r"[a-z][a-z_]*")


def folded(text: str) -> str:
    """Return a word as it is compared: one form of every letter, no capitals, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def plain(cell: Cell) -> str:
    """Return any cell as text of the set file."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime.date):
        return cell.isoformat()[:10]
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n")
    return "" if cell is None else decimal_text(exact(Fraction(cell)))


def data_of(column: Column, cell: Cell, place: Place) -> Data:
    """Return the data of a cell that is not blank.

    Raises
    ------
    Wrong
        The cell does not hold what its column asks; the sentence names the column.
    """
    return _READERS[column.kind](column, cell, place)


def _wrong(column: Column, vi: str, en: str, place: Place) -> Wrong:
    return Wrong(f"“{column.title}” {vi}", f"“{column.title}” {en}", place)


def _text(column: Column, cell: Cell, place: Place) -> Data:
    return Text(plain(cell).strip(), place)


def _prose(column: Column, cell: Cell, place: Place) -> Data:
    return Text(plain(cell), place)


def _code(column: Column, cell: Cell, place: Place) -> Data:
    became = ""
    if isinstance(cell, bool | datetime.date):
        became = "ngày tháng" if isinstance(cell, datetime.date) else "đúng/sai"
    elif isinstance(cell, Fraction) and cell.denominator != 1:
        became = "số"  # 1.10 may have become 1.1
    if became:
        raise _wrong(
            column,
            f"phải là văn bản, nhưng Excel giữ ô này là {became} ({plain(cell)}) và có thể đã đổi "
            "nội dung: định dạng ô là Văn bản (Text) rồi gõ lại",
            f"must be text, but the spreadsheet holds {plain(cell)} as another type and may have "
            "changed it: format the cell as Text and type it again",
            place,
        )
    return Text(plain(cell).strip(), place)


def _number(column: Column, cell: Cell, place: Place) -> Data:
    if isinstance(cell, str):
        written = _with_dot(column, cell, place)
    elif isinstance(cell, bool | datetime.date):
        written = "?"
    else:
        written = plain(cell)
    data = Text(written, place)
    try:
        reading.number(data, column.title)
    except Wrong:
        raise _wrong(
            column,
            f"phải là số, ví dụ 0,85 hoặc 85% hoặc 1/3; không phải {plain(cell)[:40]!r}",
            f"must be a number such as 0.85, 85% or 1/3, not {plain(cell)[:40]!r}",
            place,
        ) from None
    return data


def _with_dot(column: Column, written: str, place: Place) -> str:
    """Return a typed number with a decimal dot."""
    body = written.replace("\u00a0", "").replace("\u202f", "").replace("−", "-").strip()
    digits = body.removesuffix("%").rstrip()
    percent = "%" if body.endswith("%") else ""
    if comma := _COMMA.fullmatch(digits):
        return f"{comma[1].replace('.', '')}.{comma[2]}{percent}"
    if _GROUPED.fullmatch(digits):
        raise _wrong(
            column,
            f"ghi {digits} có hai cách hiểu: viết {digits.replace('.', '')} nếu dấu chấm ngăn "
            f"hàng nghìn, hoặc dùng dấu phẩy cho phần thập phân",
            f"says {digits}, which may be read in two ways: write {digits.replace('.', '')}, or "
            "a comma for decimals",
            place,
        )
    return digits + percent


def _day(column: Column, cell: Cell, place: Place) -> Data:
    if isinstance(cell, bool | int | Fraction):
        raise _wrong(
            column,
            f"phải là ngày, ví dụ 15/12/2026; không phải số {plain(cell)}",
            f"must be a day such as 15/12/2026, not the number {plain(cell)}",
            place,
        )
    written = plain(cell).strip()
    if found := _DAY.fullmatch(written):
        written = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    return Text(written, place)


def _word(column: Column, cell: Cell, place: Place) -> Data:
    written = plain(cell).strip()
    found = chosen(written, column.words)
    if found is None and not column.open_words:
        raise _wrong(
            column,
            f"phải là một trong: {', '.join(column.words)}; không phải {written[:40]!r}",
            f"must be one of {', '.join(column.words.values())}, not {written[:40]!r}",
            place,
        )
    return Text(found or written, place)


def chosen(written: str, words: Words) -> str | None:
    """Return the word of the set file for a word in Vietnamese or of the set file itself."""
    asked = folded(written)
    for word, key in words.items():
        if asked in (folded(word), folded(key)):
            return key
    return None


def _yes_no(column: Column, cell: Cell, place: Place) -> Data:
    if isinstance(cell, bool):
        return Text(plain(cell), place)
    asked = Column(column.key, column.title, "word", "", words=YES_NO)
    return _word(asked, cell, place)


def _words(column: Column, cell: Cell, place: Place) -> Data:
    written = plain(cell)
    if folded(written) == NONE:
        return Items(place)
    return items(place, (_word(column, line, place) for line in _lines(written)))


def _rule(column: Column, cell: Cell, place: Place) -> Data:
    """Read YAML in a cell; everything in it stands at the cell."""
    try:
        return placed(read_document(plain(cell)), place)
    except Wrong as wrong:
        raise _wrong(column, wrong.vi, wrong.en, place) from None


def placed(data: Data, place: Place) -> Data:
    """Return the data with every place that of its cell."""
    if isinstance(data, Text):
        return Text(data, place)
    if isinstance(data, Items):
        return items(place, (placed(item, place) for item in data))
    return entries(place, {key: placed(value, place) for key, value in data.items()})


def items(place: Place, members: Iterable[Data]) -> Items:
    made = Items(place)
    made.extend(members)
    return made


def entries(place: Place, members: dict[str, Data]) -> Entries:
    """Return a mapping at ``place``, its keys where their values stand."""
    made = Entries(place)
    made.update(members)
    made.keys_at = {key: getattr(value, "place", place) for key, value in members.items()}
    return made


def _lines(written: str) -> list[str]:
    return [line.strip() for line in written.split("\n") if line.strip()]


def _each_line(read: Callable[[str, Place], Data]) -> Callable[[Column, Cell, Place], Data]:
    """A reader of cells with an entry a line; YAML in brackets is taken too."""

    def of(column: Column, cell: Cell, place: Place) -> Data:
        written = plain(cell).strip()
        if written[0] + written[-1] in ("[]", "{}"):
            return _rule(column, written, place)
        return items(place, (read(line, place) for line in _lines(written)))

    return of


def _evidence(line: str, place: Place) -> Data:
    """``báo cáo``, ``báo cáo: tên``, ``báo cáo: tên (nếu có)``, or the name of a document."""
    rest = line.removesuffix(IF_ANY).rstrip()
    kind, colon, title = (part.strip() for part in rest.partition(":"))
    key = chosen(kind, EVIDENCE_KINDS) or (kind if colon and _KIND.fullmatch(kind) else None)
    if key is None:
        if rest == line:
            return Text(line, place)
        key, title = "document", rest
    members: dict[str, Data] = {"kind": Text(key, place)}
    if title:
        members["title"] = Text(title, place)
    if rest != line:
        members["required"] = Text("no", place)
    return entries(place, members)


def _tie(line: str, place: Place) -> Data:
    if key := chosen(line, TIE_KEYS):
        return Text(key, place)
    for word, key in TIE_PREFIXES.items():
        if folded(line).startswith(f"{word} "):
            return Text(f"{key} {line.split(maxsplit=word.count(' ') + 1)[-1]}", place)
    return Text(line, place)


def _options(column: Column, cell: Cell, place: Place) -> Data:
    """``khóa: tên`` or ``khóa: tên | tên tiếng Anh`` a line."""
    written = plain(cell).strip()
    if written[0] + written[-1] in ("[]", "{}"):
        return _rule(column, written, place)
    made: dict[str, Data] = {}
    for line in _lines(written):
        key, _, label = (part.strip() for part in line.partition(":"))
        if key in made:
            raise _wrong(column, f"có hai mức {key!r}", f"has the option {key!r} twice", place)
        vi, bar, en = (part.strip() for part in (label or key).partition("|"))
        both: dict[str, Data] = {"vi": Text(vi, place), "en": Text(en, place)}
        made[key] = entries(place, both) if bar else both["vi"]
    return entries(place, made)


_READERS: dict[str, Callable[[Column, Cell, Place], Data]] = {
    "text": _text,
    "prose": _prose,
    "code": _code,
    "number": _number,
    "day": _day,
    "yes_no": _yes_no,
    "word": _word,
    "words": _words,
    "formula": _text,
    "rule": _rule,
    "lines": _each_line(Text),
    "formulas": _each_line(Text),
    "evidence": _each_line(_evidence),
    "ties": _each_line(_tie),
    "options": _options,
}
