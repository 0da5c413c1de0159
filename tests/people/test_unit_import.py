"""Lists of units are tried, then stored whole or not at all (M1, T58)."""

import io
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import partial

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, close_old_connections, connection
from django.urls import reverse

from openpar.audit.models import Event
from openpar.people import unit_import
from openpar.people.models import Role, Unit, UnitImport, User
from openpar.people.unit_import import CHANGED, NEW, UNCHANGED, ImportRefused
from openpar.people.unit_sheet import SheetRefused, read_lines, workbook_of
from tests.factories import UnitFactory, appointed
from tests.naive.unlocked_import import unlocked_confirm

DAY = date(2025, 7, 1)
HEAD = "Mã đơn vị;Tên đơn vị;Loại đơn vị;Mã cấp trên;Mã đơn vị hành chính;Hiệu lực từ"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def coordinator(db):
    return appointed(Role.COORDINATOR, UnitFactory(code="SNV", name="Sở Nội vụ"))


def sheet(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *lines]).encode("utf-8-sig")


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def tried(content, by) -> UnitImport:
    return unit_import.try_import(content, file_name="don-vi.csv", from_day=DAY, by=by)


def faults(content, by) -> list[tuple[int, str, str]]:
    with pytest.raises(ImportRefused) as refusal:
        tried(content, by)
    return [(one.line, one.column, one.sentence) for one in refusal.value.faults]


def test_a_trial_shows_every_difference_and_stores_none(coordinator):
    UnitFactory(code="STP", name="Sở Tư phap")
    content = sheet(
        "STP;Sở Tư pháp;sở;;;", "UB;UBND tỉnh Mẫu;province;;99;01/07/2025",
        "00001;Xã Mẫu;xã;UB;00001;01/07/2025", "SNV;Sở Nội vụ;sở;;;",
    )  # fmt: skip
    trial = unit_import.trial_of(tried(content, coordinator))
    assert [(one.code, one.outcome) for one in trial.differences] == [
        ("STP", CHANGED), ("UB", NEW), ("00001", NEW), ("SNV", UNCHANGED),
    ]  # fmt: skip
    assert unit_import.told(trial.differences[0]) == [("Tên đơn vị", "Sở Tư phap", "Sở Tư pháp")]
    assert not Unit.objects.filter(code="UB").exists()


def test_a_confirmed_list_is_stored_whole_with_its_event_and_only_once(coordinator):
    stp = UnitFactory(code="STP", name="Sở Tư phap")
    content = sheet(
        "STP;Sở Tư pháp;sở;;;", "00001;Xã Mẫu;xã;UB;00001;01/07/2025",
        "UB;UBND tỉnh Mẫu;province;;99;01/07/2025",
    )  # fmt: skip
    kept = tried(content, coordinator)
    for _again in range(2):
        unit_import.confirm_import(kept, by=coordinator)

    assert Unit.objects.get(code="00001").parent.code == "UB"  # superiors first, whatever the order
    assert [p.name for p in stp.periods.all()] == ["Sở Tư phap", "Sở Tư pháp"]
    event = Event.objects.get(action="people.units_imported")
    assert (event.data["created"], event.data["changed"]) == (["00001", "UB"], ["STP"])
    assert unit_import.trial_of(kept).count(UNCHANGED) == 3


def test_what_is_exported_comes_back_without_a_difference(coordinator):
    province = UnitFactory(code="22", kind="province", administrative_code="22", block="=1+1")
    UnitFactory(parent=province, valid_to=date(2026, 1, 1), administrative_class="1")
    content = workbook_of(Unit.objects.select_related("parent").order_by("code"))
    assert {
        one.outcome for one in unit_import.trial_of(tried(content, coordinator)).differences
    } == {UNCHANGED}
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_a_register_that_changed_since_the_trial_is_looked_at_again(coordinator):
    unit = UnitFactory(code="STP", name="Sở Tư phap")
    kept = tried(sheet("STP;Sở Tư pháp;sở;;;"), coordinator)
    Unit.objects.filter(pk=unit.pk).update(name="Sở Khác")
    with pytest.raises(ValidationError, match="đã thay đổi"):
        unit_import.confirm_import(kept, by=coordinator)
    assert not Event.objects.filter(action="people.units_imported").exists()


def test_a_rule_that_refuses_one_unit_refuses_the_whole_list(coordinator):
    province = UnitFactory(code="UB", kind="province")
    UnitFactory(parent=province)
    head = "Mã đơn vị;Tên đơn vị;Loại đơn vị;Hiệu lực từ;Hiệu lực đến"
    content = sheet(
        "MOI;Sở Mới;sở;01/07/2025;", f"UB;{province.name};province;;30/06/2025", head=head
    )
    with pytest.raises(ValidationError, match="cấp dưới"):
        unit_import.confirm_import(tried(content, coordinator), by=coordinator)
    assert not Unit.objects.filter(code="MOI").exists()


def test_an_officer_may_neither_try_nor_confirm(coordinator):
    officer = appointed(Role.OFFICER)
    kept = tried(sheet("X1;Sở X;sở;;;01/07/2025"), coordinator)
    with pytest.raises(PermissionDenied):
        tried(sheet("X1;Sở X;sở;;;01/07/2025"), officer)
    with pytest.raises(PermissionDenied):
        unit_import.confirm_import(kept, by=officer)


CELLS = {
    "no code": (";Sở X;sở;;;01/07/2025", (2, "Mã đơn vị", "trắng")),
    "a code with spaces": ("S N V;Sở X;sở;;;01/07/2025", (2, "Mã đơn vị", "không dấu")),
    "no name": ("X1;;sở;;;01/07/2025", (2, "Tên đơn vị", "trắng")),
    "an unknown type": ("X1;Sở X;hành tinh;;;01/07/2025", (2, "Loại đơn vị", "hành tinh")),
    "an unknown superior": ("X1;Sở X;sở;KHONG;;01/07/2025", (2, "Mã cấp trên", "KHONG")),
    "its own superior": ("X1;Sở X;sở;X1;;01/07/2025", (2, "Mã cấp trên", "cấp dưới")),
    "a wrong code": ("X1;Sở X;sở;;1234;01/07/2025", (2, "Mã đơn vị hành chính", "5 chữ số")),
    "no day": ("X1;Sở X;sở;;;", (2, "Hiệu lực từ", "để trống")),
    "an impossible day": ("X1;Sở X;sở;;;31/02/2025", (2, "Hiệu lực từ", "31")),
    "a day of two years": ("X1;Sở X;sở;;;01/07/25", (2, "Hiệu lực từ", "bốn chữ số")),
    "another first day": ("SNV;Sở Nội vụ;sở;;;01/07/2025", (2, "Hiệu lực từ", "Ngày đầu")),
    "a code twice": ("X1;A;sở;;;01/07/2025\nX1;B;sở;;;01/07/2025", (3, "Mã đơn vị", "dòng 2")),
    "an official code twice": (
        "X1;A;xã;;00001;01/07/2025\nX2;B;xã;;00001;01/07/2025",
        (3, "Mã đơn vị hành chính", "X1"),
    ),
}


@pytest.mark.parametrize("case", CELLS)
def test_a_wrong_cell_is_named_by_line_and_column(coordinator, case):
    lines, (line, column, says) = CELLS[case]
    found = faults(sheet(lines), coordinator)
    assert any((at, where) == (line, column) and says in text for at, where, text in found), found
    assert (Unit.objects.count(), UnitImport.objects.count()) == (1, 0)


GOOD = ("X1", "Sở X", "sở", "", "", "01/07/2025")
HEADINGS = tuple(HEAD.split(";"))


def merged() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook(HEADINGS, GOOD, GOOD)))
    book.active.merge_cells("A2:A3")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    return made.getvalue()


def scripted(place: int) -> bytes:
    return sheet(";".join(SCRIPT if at == place else cell for at, cell in enumerate(GOOD)))


#: The twenty files of T58: name -> bytes, made when asked for.
HOSTILE = {
    **{f"script in column {at + 1}": lambda at=at: scripted(at) for at in range(len(GOOD))},
    "script as a heading": lambda: sheet(";".join(GOOD), head=f"{HEAD};{SCRIPT}"),
    "the same heading twice": lambda: sheet(";".join(GOOD), head=f"{HEAD};Tên đơn vị"),
    "a million rows": lambda: sheet(*["X1;Sở X;sở;;;01/07/2025"] * 200_000),
    "more than five megabytes": lambda: sheet("X1;" + "A" * 5_000_001 + ";sở;;;01/07/2025"),
    "another encoding": lambda: "Mã đơn vị;Tên\nX1;Sở".encode("utf-16-le")[1:] + b"\xff",
    "a page of 1258": lambda: HEAD.encode("utf-8") + b"\nX1;S\xf4 X\xd2;s\xf4;;;",
    "merged cells": merged,
    "a date as a number": lambda: workbook(HEADINGS, (*GOOD[:5], 45839)),
    "a code as a number": lambda: workbook(HEADINGS, ("X1", "Xã", "xã", "", 4, "01/07/2025")),
    "a code as a date": lambda: workbook(HEADINGS, (datetime(2025, 7, 1), *GOOD[1:])),  # noqa: DTZ001
    "a bomb": bomb,
    "an archive that is no workbook": lambda: b"PK\x03\x04" + b"\x00" * 100,
    "an open quotation mark": lambda: sheet('X1;"Sở X;sở;;;01/07/2025'),
    "nothing at all": lambda: b"",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_stores_nothing_and_comes_back_escaped(client, coordinator, case):
    """T58: 20 files, and a name that is script as well."""
    client.force_login(coordinator)
    content = io.BytesIO(HOSTILE[case]())
    content.name = f"{SCRIPT}.csv"
    response = client.post(
        reverse("people:unit_import"), {"file": content, "from_day": "01/07/2025"}, follow=True
    )
    assert SCRIPT not in response.content.decode()
    assert response.status_code in (200, 422)
    assert Unit.objects.count() == 1  # that of the coordinator
    if not (case.startswith("script in column 2")):  # a name may be any text: it is only escaped
        assert response.status_code == 422
        assert not UnitImport.objects.exists()


def test_the_set_of_hostile_files_is_complete():
    assert len(HOSTILE) == 20


def test_a_merged_cell_is_named_where_it_lacks_its_value(coordinator):
    found = faults(merged(), coordinator)
    assert (3, "Mã đơn vị") in [(line, column) for line, column, _sentence in found]


def test_headings_may_be_english_and_commas_or_tabs_divide():
    for mark in (",", "\t"):
        head = mark.join(("Code", "Name", "Type of unit"))
        lines, wrong = read_lines(f"{head}\nX1{mark}Sở X{mark}department\n".encode())
        assert (lines[0]["code"], lines[0]["kind"], wrong) == ("X1", "department", [])


def test_a_file_of_utf_16_is_read_as_spreadsheets_write_it():
    assert read_lines(f"{HEAD}\nX1;Sở X;sở;;;01/07/2025".encode("utf-16"))[0][0]["name"] == "Sở X"


def test_a_file_without_lines_or_headings_is_refused():
    for content in (sheet(), b"\n\n", sheet("X1;Sở", head="Mã đơn vị;Tên đơn vị")):
        with pytest.raises(SheetRefused):
            read_lines(content)


def confirmed_at_once(confirm):
    """Two people confirm two lists that bring the same unit."""
    person = appointed(Role.COORDINATOR)
    lists = [tried(sheet("X1;Sở X;sở;;;01/07/2025"), person).pk for _number in range(2)]
    start = threading.Barrier(2)

    def one(key):
        close_old_connections()
        try:
            kept, by = UnitImport.objects.get(pk=key), User.objects.get(pk=person.pk)
            start.wait()
            return confirm(kept, by=by)
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(one, lists))


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_at_once_the_second_is_told_that_the_register_has_changed():
    given = confirmed_at_once(unit_import.confirm_import)
    assert sorted(type(one).__name__ for one in given) == ["UnitImport", "ValidationError"]
    assert Event.objects.filter(action="people.units_imported").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_unlocked_twin_runs_into_the_constraint():
    both_have_looked = threading.Barrier(2)
    given = confirmed_at_once(partial(unlocked_confirm, meanwhile=both_have_looked.wait))
    assert any(isinstance(one, IntegrityError) for one in given)
