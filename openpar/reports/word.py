"""A letter as a Word document that the document system of the province takes over (S0-23).

Sizes follow annex I of Decree 30/2020/NĐ-CP: A4, margins 20/20/30/15 mm, Times New Roman, 13 to 14
points, page number at the top centre from the second page on.
"""

import io
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from openpar.reports.letter import Annex, Heading, Letter, Paragraph, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Times New Roman"
_CENTRE, _JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
_NEVER = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_TEXT_WIDTH, _WIDE_WIDTH = 165, 247  # mm between the margins, upright and across
_NATION, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


def word_of(letter: Letter) -> bytes:
    """Return the document; the same letter always gives the same text."""
    document = docx.Document()
    _prepare(document)
    _head(document, letter)
    _title(document, letter)
    for block in letter.blocks:
        _block(document, block)
    _foot(document, letter)
    for annex in letter.annexes:
        _annex(document, annex)
    _page_marks(document, letter.fingerprint)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _prepare(document: Document) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(6)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    properties = document.core_properties
    properties.created = properties.modified = _NEVER
    properties.author = properties.last_modified_by = ""


def _head(document: Document, letter: Letter) -> None:
    """The two bodies on the left, the nation and its motto on the right."""
    table = document.add_table(rows=2, cols=2)
    left, right = table.rows[0].cells
    _lines(left, [(letter.superior.upper(), False, 12), (letter.issuer.upper(), True, 12)])
    _lines(right, [(_NATION, True, 12), (_MOTTO, True, 13)])
    left, right = table.rows[1].cells
    _lines(left, [(letter.number_hint, False, 13)])
    day = f"{letter.place}, ngày      tháng      năm {letter.year}"
    _lines(right, [(day, False, 13)], italic=True)
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Mm(72), Mm(93)


def _lines(cell: _Cell, lines: list[tuple[str, bool, int]], *, italic: bool = False) -> None:
    """Write centred lines of (text, bold, size) into a cell."""
    for at, (text, bold, size) in enumerate(lines):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.alignment = _CENTRE
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _title(document: Document, letter: Letter) -> None:
    for text in (letter.kind.upper(), letter.abstract):
        paragraph = document.add_paragraph()
        paragraph.alignment = _CENTRE
        paragraph.add_run(text).bold = True


def _block(document: Document, block: Heading | Paragraph | Table) -> None:
    if isinstance(block, Table):
        _table(document, block, _TEXT_WIDTH)
        document.add_paragraph()
        return
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Mm(10)
    if isinstance(block, Heading):
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(block.text).bold = True
        return
    paragraph.alignment = _JUSTIFY
    if block.bold:
        paragraph.add_run(f"{block.bold} ").bold = True
    paragraph.add_run(block.text)


def _table(document: Document, table: Table, width: int) -> None:
    made = document.add_table(rows=1, cols=len(table.columns))
    made.style = "Table Grid"
    made.autofit = False
    whole = sum(column.share for column in table.columns)
    for cell, column in zip(made.rows[0].cells, table.columns, strict=True):
        _write(cell, column.header, bold=True, alignment=_CENTRE)
    _repeat_header(made.rows[0])
    for row in table.rows:
        cells = made.add_row().cells
        for cell, text, column in zip(cells, row.cells, table.columns, strict=True):
            alignment = _RIGHT if column.is_number else WD_ALIGN_PARAGRAPH.LEFT
            _write(cell, text, bold=row.is_group, alignment=alignment)
    for at, column in enumerate(table.columns):
        for cell in made.columns[at].cells:
            cell.width = Mm(width * column.share / whole)


def _write(cell: _Cell, text: str, *, bold: bool, alignment: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = alignment
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(12)


def _repeat_header(row: object) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _foot(document: Document, letter: Letter) -> None:
    """Recipients on the left, the signature on the right."""
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    if letter.recipients:
        first = left.paragraphs[0].add_run("Nơi nhận:")
        first.bold = first.italic = True
        first.font.size = Pt(12)
        for text in letter.recipients:
            paragraph = left.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.add_run(f"- {text};").font.size = Pt(11)
    signature = [(line.upper(), True, 14) for line in letter.capacity]
    _lines(right, [*signature, *[("", False, 14)] * 4, (letter.signer, True, 14)])


def _annex(document: Document, annex: Annex) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    for text in (annex.number, annex.title):
        paragraph = document.add_paragraph()
        paragraph.alignment = _CENTRE
        paragraph.add_run(text).bold = True
    _table(document, annex.table, _WIDE_WIDTH)


def _page_marks(document: Document, fingerprint: str) -> None:
    """Page numbers from the second page on, the fingerprint on every page."""
    first, *others = document.sections
    _number(first.header.paragraphs[0])
    for footer in (first.footer, first.first_page_footer):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = _RIGHT
        if fingerprint:
            paragraph.add_run(f"Mã đối chiếu: {fingerprint}").font.size = Pt(10)
    for section in others:
        section.different_first_page_header_footer = False


def _number(paragraph: WordParagraph) -> None:
    paragraph.alignment = _CENTRE
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
