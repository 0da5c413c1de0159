"""What the columns and the numbering of an annex's table mean: proposed from its words.

A ``Mapping`` is plain data that a person corrects: how many rows are the heading, what each column
is, at which level each kind of numbering stands. ``annex_tree`` reads the rows with it.
"""

import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from openpar.criteria.annex_reading import Table
from openpar.people.search import fold

_HEADING_ROWS = 8  # the heading is looked for in so many rows


class Column(StrEnum):
    """What a column of the annex holds."""

    CODE = "code"
    TITLE = "title"
    MAXIMUM = "maximum"
    SCORING = "scoring"
    EVIDENCE = "evidence"
    LEAD = "lead"
    COOPERATING = "cooperating"
    IGNORED = "ignored"


#: Words of a heading, folded -> what the column is. The first that fits wins; a column that says
#: somebody's points (tự chấm, thẩm định, đạt được) is a form to be filled in, not the annex.
_WORDS: tuple[tuple[re.Pattern[str], Column], ...] = tuple(
    (re.compile(pattern), column)
    for pattern, column in (
        (r"^(?:so )?(?:tt|stt)$|^so thu tu|^ma(?: so)?(?: tieu chi)?$|^muc$", Column.CODE),
        (r"tu (?:cham|danh gia)|tham dinh|dat duoc|ghi chu|chi so$|xhh|hoi dong", Column.IGNORED),
        (r"phoi hop", Column.COOPERATING),
        (r"chu tri|co quan|don vi (?:theo doi|danh gia|phu trach)", Column.LEAD),
        (r"kiem chung|minh chung|ho so|tai lieu|can cu", Column.EVIDENCE),
        (r"cach (?:cham|tinh|danh gia|thuc)|huong dan|phuong phap|cong thuc", Column.SCORING),
        (r"diem", Column.MAXIMUM),
        (r"linh vuc|tieu chi|noi dung|chi tieu|ten", Column.TITLE),
    )
)
_ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_TOKEN = re.compile(
    r"^\s*(?P<token>[IVXL]+|[A-ZĐ]|\d{1,3}(?:\.\d{1,3})*|[IVXL]+(?:\.\d{1,3})+|[a-zđ])"
    r"(?P<end>[.):]|\s*-)?\s*$"
)
_LEADING = re.compile(
    r"^(?P<token>[IVXL]+(?:\.\d{1,3})*|[A-ZĐ]|\d{1,3}(?:\.\d{1,3})*|[a-zđ])(?:\.|\)|:)\s+(?=\S)"
)
UNNUMBERED = "unnumbered"
#: Depth that says: rows of this numbering belong to the text of the row above.
NOTE = -1


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a table is read.

    ``table``: which table, from 0; ``heading``: rows of the heading; ``columns``: a ``Column`` for
    each; ``levels``: kind of numbering -> level, 0 for a field, ``NOTE`` for no criterion.
    """

    table: int
    heading: int
    columns: list[str]
    levels: dict[str, int] = field(default_factory=dict)

    def as_data(self) -> dict[str, object]:
        """Return the mapping as JSON holds it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, object]) -> "Mapping":
        """Return the mapping that JSON holds."""
        return cls(**data)  # type: ignore[arg-type]


def likeliest_table(tables: list[Table]) -> int:
    """Return which table looks like the annex: most known headings, then most rows."""

    def worth(number: int) -> tuple[int, int]:
        columns = propose_columns(tables[number], propose_heading(tables[number]))
        known = set(columns) - {Column.IGNORED}
        return len(known), len(tables[number].rows)

    return max(range(len(tables)), key=worth)


def propose(tables: list[Table], number: int) -> Mapping:
    """Return the mapping that the words and the numbering of a table suggest."""
    table = tables[number]
    heading = propose_heading(table)
    columns = propose_columns(table, heading)
    return Mapping(number, heading, columns, propose_levels(table, heading, columns))


def propose_heading(table: Table) -> int:
    """Return how many rows the heading has: those of the merges that begin in its best row."""
    rows = table.rows[:_HEADING_ROWS]
    known = [len({kind for cell in row if (kind := _kind(cell))}) for row in rows]
    best = max(range(len(rows)), key=lambda n: (known[n], -n))
    if known[best] < 2:
        return 0
    bottom = max((one[2] for one in table.merges if one[0] == best), default=best)
    numbered = bottom + 1
    if numbered < len(table.rows) and _counts_columns(table.rows[numbered]):
        numbered += 1  # (1) (2) (3) …, or A B C below the heading
    return numbered


def _counts_columns(row: list[str]) -> bool:
    """Whether a row numbers the columns."""
    bare = [re.sub(r"[()\s]", "", cell) for cell in row if cell.strip()]
    numbers = [int(one) for one in bare if re.fullmatch(r"\d{1,2}", one)]
    return len(numbers) >= 3 and len(numbers) >= len(bare) - 1 and numbers == sorted(set(numbers))


def heading_labels(table: Table, heading: int) -> list[str]:
    """Return the heading of each column, merged cells repeated over what they cover."""
    lines: list[list[str]] = [[] for _column in range(table.width)]
    covered = {
        (row, column): table.rows[top][left]
        for top, left, bottom, right in table.merges
        if top < heading and not _is_caption(table, top)
        for row in range(top, min(bottom, heading - 1) + 1)
        for column in range(left, min(right, table.width - 1) + 1)
    }
    for row in range(heading):
        if _is_caption(table, row):
            continue
        for column in range(table.width):
            said = table.rows[row][column] or covered.get((row, column), "")
            if said and said not in lines[column] and not re.fullmatch(r"\(?\d{1,2}\)?", said):
                lines[column].append(said)
    return [" – ".join(" ".join(said.split()) for said in one) for one in lines]


def _is_caption(table: Table, row: int) -> bool:
    """Whether a row holds one text for the whole table: the name of the annex."""
    filled = [cell for cell in table.rows[row] if cell]
    broad = any(one[0] <= row <= one[2] and 2 * (one[3] - one[1] + 1) > table.width
                for one in table.merges)  # fmt: skip
    return len(filled) == 1 and (broad or table.width > 2)


def propose_columns(table: Table, heading: int) -> list[str]:
    """Return what each column is. Points and lead agency are proposed once, the first that fits."""
    labels = heading_labels(table, heading)
    found: list[str] = []
    for label in labels:
        kind = _kind(label) or Column.IGNORED
        if kind not in (Column.TITLE, Column.IGNORED) and kind in found:
            kind = Column.IGNORED
        found.append(str(kind))
    if Column.TITLE not in found and found:
        found[_widest(table, heading)] = str(Column.TITLE)
    if Column.CODE not in found and found and not labels[0]:
        found[0] = str(Column.CODE)
    return found


def _kind(label: str) -> Column | None:
    """Return what a heading says its column is."""
    bare = re.sub(r"[^\w ]", " ", fold(label))
    bare = " ".join(bare.split())
    if len(bare) > 120:
        return None
    return next((column for pattern, column in _WORDS if pattern.search(bare)), None)


def _widest(table: Table, heading: int) -> int:
    """Return the column with most letters below the heading."""
    letters = Counter(dict.fromkeys(range(table.width), 0))
    for row in table.rows[heading:]:
        for column, cell in enumerate(row):
            letters[column] += len(cell)
    return letters.most_common(1)[0][0]


# --- numbering ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Numbered:
    """A row's number as written, without its bracket or dot, and the kind of numbering it is."""

    token: str
    pattern: str


def numbering(cell: str, uppers: bool = False) -> Numbered | None:
    """Return the number that stands in a cell; ``uppers``: single capitals are letters.

    >>> numbering("1.2.")
    Numbered(token='1.2', pattern='1.1')
    >>> numbering("II"), numbering("a)")
    (Numbered(token='II', pattern='I'), Numbered(token='a', pattern='a'))
    """
    found = _TOKEN.match(cell)
    if not found:
        return Numbered("", "-") if re.fullmatch(r"\s*[-+–•]\s*", cell) else None
    return Numbered(found["token"], _pattern(found["token"], uppers))


def leading_number(title: str, uppers: bool = False) -> tuple[Numbered, str] | None:
    """Return the number that a title begins with, and the title without it."""
    found = _LEADING.match(title)
    if not found:
        return None
    return Numbered(found["token"], _pattern(found["token"], uppers)), title[found.end() :]


def _pattern(token: str, uppers: bool) -> str:
    """Return the kind of a number: I · A · 1 · 1.1 · 1.1.1 · I.1 · a."""
    first, *rest = token.split(".")
    if first.isdigit():
        kind = "1"
    elif _ROMAN.fullmatch(first) and not (uppers and len(first) == 1 and first not in "IVX"):
        kind = "I"
    else:
        kind = "A" if first.isupper() else "a"
    return ".".join([kind, *("1" for _part in rest)])


def has_capital_letters(table: Table, heading: int, code: int) -> bool:
    """Whether single capitals number parts (A, B, C, D), so that C and D are no Roman numbers."""
    tokens = {row[code].strip(" .)") for row in table.rows[heading:]} if code >= 0 else set()
    return bool(tokens & {"A", "B"})


def row_number(row: list[str], columns: list[str], uppers: bool) -> tuple[Numbered | None, str]:
    """Return a row's number and its title; the number may stand at the beginning of the title."""
    titles = [row[n] for n, kind in enumerate(columns) if kind == Column.TITLE and row[n]]
    title = titles[-1] if titles else ""
    code = columns.index(Column.CODE) if Column.CODE in columns else -1
    if code >= 0 and row[code].strip():
        found = numbering(row[code], uppers)
        if found is None and (led := leading_number(row[code] + " ", uppers)):
            return led[0], title or led[1]
        if found is None and not title:
            led = leading_number(row[code], uppers)
            return led or (None, row[code])
        return found, title
    return leading_number(title, uppers) or (None, title)


def propose_levels(table: Table, heading: int, columns: list[str]) -> dict[str, int]:
    """Return the level of each kind of numbering, in the order in which they first appear.

    What has no number is a component below the last number where it has points of its own, else a
    note to the row above.
    """
    code = columns.index(Column.CODE) if Column.CODE in columns else -1
    uppers = has_capital_letters(table, heading, code)
    patterns = dict.fromkeys(
        found.pattern
        for row in table.rows[heading:]
        if (found := row_number(row, columns, uppers)[0]) and found.pattern != "-"
    )
    levels = {pattern: depth for depth, pattern in enumerate(patterns)}
    return levels | {"-": NOTE, UNNUMBERED: len(levels) or NOTE}
