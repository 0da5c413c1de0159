"""Lists: only what is declared sorts, filters stay, no text of a workbook computes (T57)."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from django.test import RequestFactory

from openpar.people.list_workbook import list_workbook
from openpar.people.lists import Column, RowList
from openpar.people.models import Unit
from tests.factories import UnitFactory
from tests.naive import computing_cells

#: What makes a spreadsheet compute, by the first character or by what it is fed with.
PAYLOADS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1;1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    "＝1+1",
    "＋1+1",
    "   =1+1",
    "|cmd|' /C calc'!A1",
    '"=1+1"',
    '=HYPERLINK("http://elsewhere.example";"x")',
    "=cmd|' /C calc'!A1",
    '=WEBSERVICE("http://elsewhere.example")',
)
FODS = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@dataclass(frozen=True)
class Line:
    """A row made in Python; ``hidden`` is a value that no column shows."""

    name: str
    points: Fraction | int | None = None
    hidden: int = 0


COLUMNS = (
    Column("name", "Đơn vị", lambda row: row.name, sortable=True, width=30),
    Column("points", "Điểm", lambda row: row.points, sortable=True, number=True),
)


def listed(rows, query="", columns=COLUMNS, **options) -> RowList:
    request = RequestFactory().get(f"/{query}")
    named = {"label": "Đơn vị", "file_name": "don-vi", "row_template": "x.html"}
    return RowList(request, rows, columns, **named | options)


def cells(content: bytes) -> list[list]:
    return [list(row) for row in openpyxl.load_workbook(BytesIO(content)).active.iter_rows()]


@pytest.mark.parametrize("payload", PAYLOADS, ids=repr)
def test_no_text_becomes_a_formula_and_every_text_comes_back(payload):
    columns = (Column("name", payload, lambda row: row.name),)
    rows = cells(list_workbook(payload, columns, [Line(payload)]))
    texts = [rows[0][0], rows[3][0], rows[4][0]]
    assert [cell.data_type for cell in texts] == ["s"] * 3
    # A line break is one character however a system writes it; NUL has no place in a workbook.
    whole = payload.replace("\r", "\n")
    assert {openpyxl.utils.escape.unescape(cell.value).replace("\r", "\n") for cell in texts} == {
        whole
    }


def test_the_naive_workbook_computes():
    columns = (Column("name", "Đơn vị", lambda row: row.name),)
    rows = cells(computing_cells.list_workbook("=1+1", columns, [Line("=1+1")]))
    assert {rows[0][0].data_type, rows[4][0].data_type} == {"f"}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_finds_no_formula_and_keeps_the_numbers(tmp_path: Path):
    rows = [Line(payload, Fraction(-3, 2)) for payload in PAYLOADS]
    (tmp_path / "list.xlsx").write_bytes(list_workbook("=1+1", COLUMNS, rows))
    subprocess.run(
        [shutil.which("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "fods", "--outdir", str(tmp_path), str(tmp_path / "list.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    tree = ElementTree.parse(tmp_path / "list.fods")  # noqa: S314 - written just now
    found = list(tree.iter(f"{FODS}table-cell"))
    assert [cell for cell in found if f"{FODS}formula" in cell.attrib] == []
    numbers = [cell.get(f"{OFFICE}value") for cell in found if cell.get(f"{OFFICE}value")]
    assert numbers == ["-1.5"] * len(PAYLOADS)


def test_numbers_days_and_moments_keep_their_types():
    values = (-1, Fraction(1, 3), date(2026, 12, 31), datetime(2026, 12, 31, 9, tzinfo=UTC), True)
    columns = tuple(
        Column(str(at), str(at), lambda row, at=at: row[at]) for at in range(len(values))
    )
    row = cells(list_workbook("Bảng", columns, [values]))[4]
    assert [cell.data_type for cell in row] == ["n", "n", "d", "d", "s"]
    assert row[0].value == -1
    assert row[1].value == pytest.approx(1 / 3)
    assert row[3].value == datetime(2026, 12, 31, 16)  # noqa: DTZ001 - Hanoi's clock, as shown
    assert row[4].value == "có"


def test_the_heads_are_frozen_and_long_names_wrap():
    content = list_workbook("Bảng", COLUMNS, [Line("Sở " * 40)])
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet.freeze_panes == "B5"
    assert sheet["A5"].alignment.wrap_text
    assert sheet.column_dimensions["A"].width == pytest.approx(30, abs=1)


def test_a_list_sorts_by_its_columns_and_what_is_not_known_stands_last():
    rows = [Line("b", 1), Line("a", None), Line("c", 3)]
    assert [row.name for row in listed(rows, "?sort=points").page] == ["b", "c", "a"]
    assert [row.name for row in listed(rows, "?sort=-points").page] == ["c", "b", "a"]


@pytest.mark.parametrize("order", ["hidden", "-hidden", "", "--points", "points__x", "?"])
def test_an_order_that_no_column_offers_is_passed_over(order):
    rows = [Line("b", 1, hidden=9), Line("a", None, hidden=1), Line("c", 3, hidden=5)]
    assert list(listed(rows, f"?sort={order}").page) == rows


def test_flipping_a_hidden_value_changes_no_byte_of_the_list_and_its_workbook():
    """T05: neither order nor counts nor export say anything of what is not shown."""
    before = [Line("b", 1, hidden=9), Line("a", None, hidden=1)]
    after = [Line("b", 1, hidden=0), Line("a", None, hidden=7)]
    for query in ("", "?sort=hidden", "?sort=-hidden&hidden=9", "?sort=points&page=2"):
        one, other = listed(before, query), listed(after, query)
        assert [(row.name, row.points) for row in one.page] == [
            (row.name, row.points) for row in other.page
        ]
        assert one.page.paginator.count == other.page.paginator.count
        sheets = [
            [[cell.value for cell in row] for row in cells(each.workbook().content)[3:]]
            for each in (one, other)
        ]
        assert sheets[0] == sheets[1]


def test_the_links_carry_filters_and_order_and_turn_the_order():
    rows = listed([Line("a")], "?state=open&sort=name&page=4")
    assert rows.query == "&state=open&sort=name"
    assert rows.workbook_query == "?state=open&sort=name&as=xlsx"
    assert [head.query for head in rows.heads] == [
        "?state=open&sort=-name",
        "?state=open&sort=points",
    ]
    assert [head.direction for head in rows.heads] == ["ascending", ""]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_what_only_the_page_needs_is_asked_once(count, django_assert_num_queries):
    for _number in range(count):
        UnitFactory()
    columns = (Column("name", "Đơn vị", lambda row: row.name, order=("name",)),)
    rows = listed(
        Unit.objects.order_by("pk"),
        "?sort=-name",
        columns,
        whole=lambda units: units.select_related("parent"),
    )
    with django_assert_num_queries(3):  # how many, which, and these
        shown = [unit.name for unit in rows.page]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == count
