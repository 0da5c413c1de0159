"""An annex as a province has it becomes a tree whose sums are checked (S1-2, S1-3, S3-33)."""

import io
import zipfile
from fractions import Fraction

import pytest
from docx import Document

from openpar.criteria.annex_mapping import likeliest_table, propose
from openpar.criteria.annex_opening import AnnexError
from openpar.criteria.annex_reading import Table, read_annex
from openpar.criteria.annex_tree import Change, read_points, read_tree
from tests.criteria.annex_files import (
    BROKEN,
    CA_MAU,
    COMMUNE,
    HEADING,
    department_rows,
    excel,
    word,
)

WAYS = {"word": (word, "phu-luc.docx"), "excel": (excel, "phu-luc.xlsx")}


def tree_of(content, name, changes=None):
    tables = read_annex(content, name)
    number = likeliest_table(tables)
    return read_tree(tables[number], propose(tables, number), changes)


@pytest.fixture(params=WAYS)
def made(request):
    make, name = WAYS[request.param]
    return lambda rows, **options: tree_of(make(rows, **options), name)


def outline(tree):
    return [(row.code, row.maximum) for row in tree.rows()]


def test_the_fragment_of_ca_mau_is_read_as_it_stands(made):
    tree = made(CA_MAU)
    assert outline(tree) == [
        ("1", 7), ("1.1", 5), ("1.1.1", 1), ("1.1.2", 1), ("1.1.3", 1), ("1.1.4", 2),
        ("1.2", 2), ("1.2.1", 1), ("1.2.2", 1),
    ]  # fmt: skip
    assert tree.problem_count == 0
    plan = tree.rows()[2]
    assert (plan.title, plan.evidence, plan.lead) == (
        "Ban hành kế hoạch", ["Kế hoạch"], "Sở Nội vụ",
    )  # fmt: skip


def test_a_department_annex_of_forty_leaves_gets_codes_from_roman_and_arabic_numbers(made):
    tree = made(department_rows())
    assert len(tree.leaves()) == 40
    assert [row.code for row in tree.rows()][:4] == ["I", "I.1", "I.1.1", "I.1.2"]
    assert (tree.total, tree.sum, tree.problem_count) == (40, 40, 0)


def test_rows_without_number_say_how_the_component_above_is_scored(made):
    tree = made(COMMUNE)
    assert outline(tree) == [
        ("I", 4), ("I.1", 2), ("I.1.a", Fraction(1, 2)), ("I.1.b", Fraction(3, 2)), ("I.2", 2),
        ("II", 1), ("II.1", 1),
    ]  # fmt: skip
    assert tree.rows()[3].scoring == [
        "Từ 90% trở lên: 1,5", "Từ 70% đến dưới 90%: 0,5", "Dưới 70%: 0",
    ]  # fmt: skip
    assert (tree.notes, tree.problem_count) == (3, 0)


def test_broken_sums_stand_beside_their_rows(made):
    tree = made(BROKEN)
    problems = {row.number: row.problems for row in tree.rows() if row.problems}
    said = [" ".join(one) for one in problems.values()]
    assert len(problems) == 5
    assert [("V3" in one) for one in said] == [True, True, False, False, False]
    assert len(tree.problems) == 1


def test_a_person_corrects_single_rows_and_the_file_stays(made):
    broken = read_annex(excel(BROKEN), "a.xlsx")
    mapping = propose(broken, 0)
    rows = read_tree(broken[0], mapping).rows()
    second, third, fourth = rows[3].number, rows[4].number, rows[5].number
    changes = {
        str(second): Change(code="1.1.2", maximum="2"),
        str(third): Change(maximum="1"),
        str(fourth): Change(maximum="1,0", title="Tiêu chí thứ ba"),
    }
    tree = read_tree(broken[0], mapping, changes)
    assert [row.problems for row in tree.rows()] == [[]] * 6
    assert tree.rows()[5].title == "Tiêu chí thứ ba"


def test_a_heading_of_two_rows_with_merged_cells_is_understood():
    tree = tree_of(excel(CA_MAU, points_over_two=True), "a.xlsx")
    assert outline(tree)[:2] == [("1", 7), ("1.1", 5)]
    tree = tree_of(word(CA_MAU, second_heading=True), "a.docx")
    assert outline(tree)[:2] == [("1", 7), ("1.1", 5)]


def test_fields_and_criteria_in_columns_of_their_own_merged_downward():
    """Lĩnh vực | Tiêu chí | Tiêu chí thành phần, the first two merged over their rows."""
    document = Document()
    table = document.add_table(rows=5, cols=5)
    heading = ("Lĩnh vực", "Tiêu chí", "Tiêu chí thành phần", "Điểm tối đa", "Cách chấm")
    rows = (
        ("Thể chế (3 điểm)", "Rà soát", "Ban hành kế hoạch", "1", "Có: 1; không: 0"),
        ("", "", "Xử lý kết quả", "0,5", "Có: 0,5; không: 0"),
        ("", "Theo dõi", "Báo cáo", "1,5", "Có: 1,5; không: 0"),
        ("Thủ tục", "Công khai", "Đầy đủ", "2", "Có: 2; không: 0"),
    )
    for number, row in enumerate((heading, *rows)):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    table.cell(1, 0).merge(table.cell(3, 0))
    table.cell(1, 1).merge(table.cell(2, 1))
    target = io.BytesIO()
    document.save(target)

    tree = tree_of(target.getvalue(), "a.docx")

    assert [(row.code, row.title, row.maximum) for row in tree.rows()] == [
        ("1", "Thể chế", 3),
        ("1.1", "Rà soát", Fraction(3, 2)),
        ("1.1.1", "Ban hành kế hoạch", 1),
        ("1.1.2", "Xử lý kết quả", Fraction(1, 2)),
        ("1.2", "Theo dõi", Fraction(3, 2)),
        ("1.2.1", "Báo cáo", Fraction(3, 2)),
        ("2", "Thủ tục", 2),
        ("2.1", "Công khai", 2),
        ("2.1.1", "Đầy đủ", 2),
    ]
    assert tree.problem_count == 0


@pytest.mark.parametrize(
    ("text", "points"),
    [("0,5", Fraction(1, 2)), ("0.50", Fraction(1, 2)), ("02", 2), ("10 điểm", 10), ("", None),
     ("-1", None), ("1/2", None), ("1e9", None), ("=1+1", None)],
)  # fmt: skip
def test_points_are_read_exactly_or_not_at_all(text, points):
    assert read_points(text) == points


def archive(**parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/") + ".xml", text)
    return target.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ENTITIES = '<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
WIDE = '<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p/></w:tc>'
HOSTILE = {
    "nothing": b"",
    "not an archive": b"%PDF-1.7",
    "a damaged archive": b"PK\x03\x04" + b"x" * 100,
    "an old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "no document inside": archive(other="<a/>"),
    "an entity": archive(word__document=f"{ENTITIES}<w:document {W}>&a;</w:document>"),
    "no XML": archive(word__document="<w:document"),
    "a bomb": archive(word__document="<a>" + " " * 30_000_000 + "</a>"),
    "too deep": archive(word__document=f"<w:document {W}>" + "<w:sdt>" * 5000),
    "a span without end": archive(
        word__document=f"<w:document {W}><w:body><w:tbl><w:tr>{WIDE}</w:tr><w:tr>{WIDE}</w:tr>"
        "</w:tbl></w:body></w:document>"
    ),
    "no table": word([], ("một",)),
    "too many rows": word([]) and archive(
        word__document=f"<w:document {W}><w:body><w:tbl>"
        + "<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>" * 2_100
        + "</w:tbl></w:body></w:document>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_word_file_is_refused_with_a_sentence(name):
    with pytest.raises(AnnexError) as refusal:
        read_annex(HOSTILE[name], "a.docx")
    assert len(str(refusal.value)) > 10


def test_a_hostile_workbook_meets_the_guard_of_workbooks():
    with pytest.raises(AnnexError):
        read_annex(HOSTILE["a bomb"], "a.xlsx")


def test_hidden_parts_of_a_document_do_not_reach_the_tree():
    """Deleted revisions, field codes and nested tables: only what one sees is read."""
    cell = "<w:tc><w:p>{}</w:p></w:tc>"
    deleted = "<w:del><w:r><w:delText>xóa</w:delText></w:r></w:del>"
    text = "<w:r><w:t>{}</w:t></w:r>"
    nested = (
        "<w:tc><w:tbl><w:tr>" + cell.format(text.format("trong")) + "</w:tr></w:tbl><w:p/></w:tc>"
    )
    rows = (
        cell.format(text.format("TT")) + cell.format(text.format("Tiêu chí")),
        cell.format(text.format("1") + deleted) + nested,
        cell.format("<w:ins>" + text.format("2") + "</w:ins>") + cell.format(text.format("hai")),
    )
    body = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    document = f"<w:document {W}><w:body><w:tbl>{body}</w:tbl></w:body></w:document>"
    table = read_annex(archive(word__document=document), "a.docx")[0]
    assert table.rows == [["TT", "Tiêu chí"], ["1", "trong"], ["2", "hai"]]


def test_a_table_survives_its_storage_as_data():
    table = read_annex(word(CA_MAU), "a.docx")[0]
    assert Table.from_data(table.as_data()) == table
    assert table.rows[0] == list(HEADING)
    assert 1 in table.bold
