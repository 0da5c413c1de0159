"""CSV text -> rows with their lines; what cannot be read is collected, never the first only."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from openpar.scoring.language.wording import value_text
from openpar.scoring.rounds import phrases
from openpar.scoring.rounds.values import BadValue

#: So many problems of one file are named; a file with a wrong column would name every row.
MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place of one file, and what was expected.

    ``line`` and ``column`` count from 1; in a table, ``column`` counts cells and ``name`` is the
    column's header. ``code`` is a key of ``phrases.PHRASES``.
    """

    file: str
    line: int
    column: int
    code: str
    name: str = ""
    about: tuple[tuple[str, object], ...] = ()

    def sentence(self, language: str = "vi") -> str:
        """Return ``FILE:LINE:COLUMN: [name] what is wrong; what was expected``."""
        words = {
            key: value if isinstance(value, str) else value_text(value, language=language)
            for key, value in self.about
        }
        name = f"{self.name}: " if self.name else ""
        message = phrases.say(self.code, language, **words)
        return f"{self.file}:{self.line}:{self.column}: {name}{message}"


class RoundError(ValueError):
    """The files of a round cannot be read; ``problems`` names every place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(problem.sentence("en") for problem in problems))
        self.problems = tuple(problems)


class Row(NamedTuple):
    """A row of a table: its line, and the cells of the columns that were asked for."""

    line: int
    cells: list[str]


@dataclass(slots=True)
class Problems:
    """The problems met so far, in the order met."""

    found: list[Problem] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def add(
        self, file: str, line: int, column: int, code: str, name: str = "", **about: object
    ) -> None:
        """Note a problem, unless its file has named enough already."""
        count = self._counts[file] = self._counts.get(file, 0) + 1
        if count <= MOST_PROBLEMS:
            self.found.append(Problem(file, line, column, code, name, tuple(about.items())))
        elif count == MOST_PROBLEMS + 1:
            self.found.append(Problem(file, line, column, "and_more"))

    def raise_if_any(self) -> None:
        """Raise ``RoundError`` with everything found."""
        if self.found:
            raise RoundError(self.found)


class Table:
    """One CSV file: its header, its rows, and a way to say what is wrong in a cell.

    ``wanted`` columns must be there, ``optional`` ones may (their cells are then ""), in any order;
    others are refused unless ``others`` is true: then they are kept in ``extra``, by name.
    """

    def __init__(
        self,
        file: str,
        text: str,
        problems: Problems,
        wanted: Sequence[str],
        optional: Sequence[str] = (),
        *,
        others: bool = False,
    ) -> None:
        self.file = file
        self.problems = problems
        self.names = [*wanted, *optional]
        self.extra: list[str] = []
        self._reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
        self._header = [name.strip() for name in next(self._reader, [])]
        self._places = self._read_header(wanted, optional, others)

    def _read_header(
        self, wanted: Sequence[str], optional: Sequence[str], others: bool
    ) -> list[int | None]:
        header = self._header
        expected = ", ".join([*wanted, *(f"({name})" for name in optional)])
        for name in wanted:
            if name not in header:
                self.problems.add(self.file, 1, 1, "no_column", text=name, expected=expected)
        for at, name in enumerate(header, 1):
            if header.index(name) != at - 1:
                self.problems.add(self.file, 1, at, "column_twice", text=name)
            elif name not in wanted and name not in optional:
                self.extra.append(name)
                if not others or not name:
                    code = "unknown_column"
                    self.problems.add(self.file, 1, at, code, text=name, expected=expected)
        self.names += self.extra
        if any(name not in header for name in wanted):
            return []
        return [header.index(name) if name in header else None for name in self.names]

    def rows(self) -> Iterator[Row]:
        """Yield the rows, cells in the order of ``names``; empty rows are left out."""
        if not self._places:
            return
        width = len(self._header)
        in_order = self._places == list(range(width))
        try:
            for cells in self._reader:
                if not cells or (len(cells) == 1 and not cells[0].strip()):
                    continue
                line = self._reader.line_num
                if len(cells) != width:
                    self.problems.add(
                        self.file, line, len(cells), "row_width", expected=width, found=len(cells)
                    )
                    continue
                cells = [cell.strip() for cell in cells]
                if not in_order:
                    cells = [cells[at] if at is not None else "" for at in self._places]
                yield Row(line, cells)
        except csv.Error as error:
            self.problems.add(self.file, self._reader.line_num, 1, "not_csv", error=str(error))

    def wrong(self, line: int, name: str, code: str, **about: object) -> None:
        """Note a problem in one cell."""
        column = self._header.index(name) + 1 if name in self._header else 1
        self.problems.add(self.file, line, column, code, name, **about)

    def bad_value(self, line: int, name: str, text: str, error: BadValue) -> None:
        """Note that a cell's figure cannot be taken."""
        self.wrong(line, name, error.code, **{"text": text, **error.about})
