"""A workbook is a set in another form; a hostile one gets a sentence, not the process (S3-1)."""

import io
import re
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from openpar.criteria.workbook import (
    blank_workbook,
    looks_like_workbook,
    read_workbook,
    workbook_of,
    yaml_of,
)
from openpar.people import workbook_opening, workbook_parts
from openpar.scoring.sets.reading import SetError, read_set
from openpar.scoring.sets.table_columns import CRITERIA, GUIDE_SHEET, SET_SHEET, TABLES
from tests.scoring.sets.test_schema import SET_FILES, WHOLE
from tests.scoring.sets.test_table_form import FULL

SHEET = "xl/worksheets/sheet2.xml"  # the criteria


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


WORKBOOK = workbook_of(WHOLE)


def altered(part: str, old: bytes, new: bytes) -> bytes:
    parts = members(WORKBOOK)
    assert old in parts[part]
    return packed(parts | {part: parts[part].replace(old, new, 1)})


def refusal(content: bytes) -> str:
    with pytest.raises(SetError) as caught:
        read_workbook(content)
    (defect,) = caught.value.defects
    assert defect.vi != defect.en
    return defect.vi


@pytest.mark.parametrize("path", SET_FILES, ids=lambda path: path.stem)
def test_every_set_of_ours_comes_back_the_same(path):
    text = path.read_text(encoding="utf-8")
    content = workbook_of(text)
    assert read_workbook(content)[1] == read_set(text)
    assert read_set(yaml_of(content)) == read_set(text)
    assert workbook_of(yaml_of(content)) == content


def test_whatever_a_set_file_may_hold_comes_back_the_same():
    assert read_workbook(workbook_of(FULL))[1] == read_set(FULL)


def test_the_same_set_gives_the_same_bytes():
    assert workbook_of(WHOLE) == WORKBOOK
    assert looks_like_workbook(WORKBOOK)
    assert not looks_like_workbook(WHOLE.encode())


def test_no_text_becomes_a_formula_or_a_link():
    dangers = ["=1+1", "+1", "-1", "@SUM(A1)", "http://example.org", "{=1}", "1.10"]
    for danger in dangers:
        text = WHOLE.replace("title: Tiêu chí", f'title: "{danger}"')
        content = workbook_of(text)
        cell = openpyxl.load_workbook(io.BytesIO(content))[CRITERIA.name]["D3"]
        assert (cell.data_type, cell.hyperlink) == ("s", None)
        assert not any(b"<f>" in part for part in members(content).values())


def test_the_workbook_helps_who_fills_it():
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook()))
    assert book.sheetnames == [SET_SHEET, *(table.name for table in TABLES), GUIDE_SHEET]
    criteria = book[CRITERIA.name]
    assert criteria.freeze_panes == "E2"
    assert [cell.value for cell in criteria[1]] == [one.title for one in CRITERIA.columns]
    lists = [one for one in criteria.data_validations.dataValidation if one.type == "list"]
    assert any("thẩm định" in one.formula1 for one in lists)
    assert criteria["C2"].number_format == "@" or criteria.column_dimensions["C"].width
    guide = [[cell.value for cell in row] for row in book[GUIDE_SHEET].iter_rows()]
    for table in TABLES:
        for column in table.columns:
            assert any(row[:2] == [table.name, column.title] and row[3] for row in guide)


def test_a_workbook_saved_by_another_program_reads_alike():
    book = openpyxl.load_workbook(io.BytesIO(WORKBOOK))
    book.create_sheet("Ghi chú của tôi")["ZZ9000"] = None
    saved = io.BytesIO()
    book.save(saved)
    assert read_workbook(saved.getvalue())[1] == read_set(WHOLE)


def test_inline_rich_and_formula_texts_are_read_by_what_they_show():
    book = openpyxl.load_workbook(io.BytesIO(WORKBOOK))
    saved = io.BytesIO()
    book.save(saved)
    parts = members(saved.getvalue())
    rich = (
        '<c r="D3" t="inlineStr"><is><r><rPr><b/></rPr><t xml:space="preserve">Tiêu </t></r>'
        "<r><t>chí</t></r><rPh><t>x</t></rPh></is></c>"
    )
    parts[SHEET] = re.sub(rb'<c r="D3".*?</c>', rich.encode(), parts[SHEET])
    parts[SHEET] = re.sub(
        rb'<c r="F3"[^>]*>.*?</c>', b'<c r="F3"><f>2*2</f><v>4</v></c>', parts[SHEET]
    )
    assert read_workbook(packed(parts))[1] == read_set(WHOLE)


def test_a_binary_number_is_the_decimal_it_prints():
    content = altered(SHEET, b"<v>4</v>", b"<v>0.28999999999999998</v>")
    (criterion,) = [one for one in read_workbook(content)[1].fields if one.code == "1"]
    assert criterion.maximum.limit_denominator(1000) == criterion.maximum
    assert float(criterion.maximum) == 0.29


# --- hostile --------------------------------------------------------------------------------------


def lying(parts: dict[str, bytes], name: str, size: int) -> bytes:
    """A workbook whose directory says another size of a part."""
    content = bytearray(packed(parts))
    entry = content.rindex(name.encode()) - 46
    content[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    return bytes(content)


def bomb(size: int = 60_000_000) -> bytes:
    return packed(members(WORKBOOK) | {"xl/media/image1.png": bytes(size)})


def test_a_bomb_is_refused_by_its_directory_alone(monkeypatch):
    content = bomb()

    def unpack(*_):
        raise AssertionError("it was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", unpack)
    assert "giải nén gấp 100 lần" in refusal(content)


def test_limits_are_said(monkeypatch):
    monkeypatch.setattr(workbook_opening, "LARGEST_UNPACKED", 1_000)
    assert "giải nén" in refusal(WORKBOOK)
    monkeypatch.setattr(workbook_opening, "LARGEST_FILE", 1_000)
    assert "quá lớn" in refusal(WORKBOOK)


def test_too_many_parts_are_refused():
    many = members(WORKBOOK) | {f"xl/x{n}.xml": b"<x/>" for n in range(workbook_opening.MOST_PARTS)}
    assert "2000 phần" in refusal(packed(many))


HOSTILE = {
    "nothing": b"",
    "a text": WHOLE.encode(),
    "an old .xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "half a workbook": WORKBOOK[: len(WORKBOOK) // 2],
    "another ZIP": packed({"a.txt": b"x"}),
    "a part twice": WORKBOOK.replace(b"xl/worksheets/sheet3.xml", b"xl/worksheets/sheet2.xml"),
    "a size that lies": lying(members(WORKBOOK), SHEET, 10),
    "a document type": altered(
        SHEET, b"<worksheet", b'<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet'
    ),
    "no XML": altered(SHEET, b"<worksheet", b"<<worksheet"),
    "an unknown encoding": altered(SHEET, b'encoding="UTF-8"', b'encoding="UTF-81"'),
    "no sheets": altered("xl/workbook.xml", b"<sheets>", b"<leaves>"),
    "no links": packed(
        {k: v for k, v in members(WORKBOOK).items() if k != "xl/_rels/workbook.xml.rels"}
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_workbook_gets_a_sentence(name):
    assert "Excel" in refusal(HOSTILE[name])


@pytest.mark.parametrize("where", ["XFD1048576", "A5001", "GS2", "ZZZ1"])
def test_a_cell_far_out_is_refused_before_it_is_laid_out(where):
    cell = f'<row><c r="{where}"><v>1</v></c></row></sheetData>'
    content = altered(SHEET, b"</sheetData>", cell.encode())
    assert f"có ô {where} ngoài phạm vi" in refusal(content)


def test_an_empty_cell_far_out_is_nobody_s_concern():
    content = altered(SHEET, b"</sheetData>", b'<row><c r="XFD1048576" s="1"/></row></sheetData>')
    assert read_workbook(content)[1] == read_set(WHOLE)


def test_cells_elements_and_letters_are_counted(monkeypatch):
    monkeypatch.setattr(workbook_parts, "MOST_LETTERS", 100)
    assert "ký tự" in refusal(WORKBOOK)
    monkeypatch.setattr(workbook_parts, "MOST_ELEMENTS", 50)
    assert "phần tử" in refusal(WORKBOOK)
    monkeypatch.setattr(workbook_parts, "MOST_CELLS", 10)
    assert "10 ô" in refusal(WORKBOOK)


def test_sheets_that_are_mostly_empty_are_counted_together(monkeypatch):
    monkeypatch.setattr(workbook_opening, "LARGEST_AREA", 500)
    assert "500 ô" in refusal(WORKBOOK)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/sharedStrings.xml", b'uniqueCount="', b'uniqueCount="9999999999'),
        (SHEET, b'<dimension ref="', b'<dimension ref="A1:XFD1048576" x="'),
        (SHEET, b"</sheetData>", b'</sheetData><mergeCells count="4294967295"></mergeCells>'),
        ("xl/styles.xml", b'<cellXfs count="', b'<cellXfs count="429496729'),
    ],
)
def test_what_a_part_promises_of_itself_is_not_believed(part, old, new):
    """The reader alone would take all memory for these and end the whole process."""
    assert read_workbook(altered(part, old, new))[1] == read_set(WHOLE)


def test_the_command_line_reads_workbooks_without_django():
    code = "import sys, openpar.criteria.workbook; assert 'django' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
