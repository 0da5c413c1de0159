"""A document of an administrative body before it is written: its head, its blocks, its signature.

The parts are those of Decree 30/2020/NĐ-CP, article 8. Number and day are left free: the document
system of the province gives them (article 15), this program never does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Heading:
    """A part of the text, bold."""

    form: ClassVar = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text, justified; ``bold`` begins it."""

    form: ClassVar = "paragraph"
    text: str
    bold: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, its share of the width, whether it holds numbers."""

    header: str
    share: int
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; ``is_group`` rows are bold."""

    cells: Sequence[str]
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a wide one stands on a page across (landscape) as an annex."""

    form: ClassVar = "table"
    columns: Sequence[Column]
    rows: Sequence[Row]

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, bool]]]]:
        """Each row with its (text, whether it is a number)."""
        numbers = [column.is_number for column in self.columns]
        return [(row, list(zip(row.cells, numbers, strict=True))) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex across the page: its number, its title, its table."""

    number: str
    title: str
    table: Table


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole document.

    ``superior`` and ``issuer`` are the bodies of the head; ``place`` where it is drawn up; ``kind``
    the type of document (BÁO CÁO) with its ``abstract``; ``capacity`` the lines over the signature
    (KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC), ``signer`` the name under it; ``fingerprint`` is printed on every
    page, so that a paper can be matched with the record it was made from.
    """

    superior: str
    issuer: str
    place: str
    year: int
    kind: str
    abstract: str
    blocks: Sequence[Block]
    annexes: Sequence[Annex] = ()
    recipients: Sequence[str] = ()
    capacity: Sequence[str] = ()
    signer: str = ""
    fingerprint: str = ""
    number_hint: str = "Số:        /BC-"
