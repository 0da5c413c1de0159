"""What the ministry appraised is imported whole or not at all, and stands beside the own points."""

import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.assessments import actions, importing
from openpar.assessments.external import Line, read_lines
from openpar.assessments.models import Kind, ScoreLayer, newest_layer
from openpar.assessments.table_files import UnreadableError
from openpar.audit.models import Event
from openpar.people.models import Role
from openpar.results.inputs import JUDGED, gather
from openpar.scoring.numbers import parse_number
from tests.assessments.test_own_file import TEXT, filled
from tests.factories import appointed
from tests.factories_assessments import address
from tests.factories_exercises import own_file
from tests.naive.import_row_by_row import import_what_fits

pytestmark = pytest.mark.django_db

GOOD = "Mã;Điểm;Lý do\n1.1;3,2;Thiếu 01 báo cáo\n1.2;1.75;\n2.1;4;\n"
BAD = "code,points,reason\n1.1,3.2,\n1.2,9,\n9.9,1,\n2.1,,\n1.1,3,\n"
SOURCE = "Công văn 77/BNV-MAU"


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def made():
    file = own_file(TEXT)
    actions.submit(filled(file), by=file.coordinator)
    file.sheet.refresh_from_db()
    return file


def lines(text):
    return read_lines(text.encode())


def outside():
    rows = ScoreLayer.objects.filter(kind=Kind.EXTERNAL).order_by("pk")
    return [(row.item.criterion.code, row.points, row.reason) for row in rows]


def test_points_stand_as_a_layer_of_their_own_and_once(made):
    assert (
        importing.import_external(made.sheet, lines(GOOD), source=SOURCE, by=made.coordinator) == 3
    )
    assert outside() == [
        ("1.1", parse_number("3.2"), "Thiếu 01 báo cáo"),
        ("1.2", parse_number("1.75"), ""),
        ("2.1", 4, ""),
    ]
    event = Event.objects.get(action="assessments.external_imported")
    assert event.data["source"] == SOURCE
    again = importing.import_external(made.sheet, lines(GOOD), source=SOURCE, by=made.coordinator)
    assert again == 0
    assert len(outside()) == 3


def test_what_the_superior_level_appraised_never_holds_over_the_own_layers(made):
    before = gather(made.cycle).files
    importing.import_external(made.sheet, lines(GOOD), source=SOURCE, by=made.coordinator)
    layers = made.sheet.items.with_layers().get(criterion__code="1.1").layers.all()
    assert newest_layer(layers).kind == Kind.COMPUTED
    assert Kind.EXTERNAL not in JUDGED
    assert gather(made.cycle).files == before


def test_one_wrong_row_and_nothing_is_imported_with_a_sentence_for_each(made):
    with pytest.raises(ValidationError) as refusal:
        importing.import_external(made.sheet, lines(BAD), source=SOURCE, by=made.coordinator)
    said = refusal.value.messages
    assert len(said) == 4
    assert said[0].startswith("Dòng 3, tiêu chí 1.2:")
    assert outside() == []


def test_the_twin_that_imports_row_by_row_leaves_half_a_file(made):
    import_what_fits(made.sheet, lines(BAD), by=made.coordinator)
    assert len(outside()) == 1


def test_only_the_coordinator_imports_and_only_after_submission(made):
    for stranger in (made.officer, appointed(Role.COORDINATOR), appointed(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            importing.import_external(made.sheet, lines(GOOD), source=SOURCE, by=stranger)
    with pytest.raises(ValidationError):
        importing.import_external(made.sheet, lines(GOOD), source=" ", by=made.coordinator)


def test_before_submission_there_is_nothing_to_compare():
    draft = own_file(TEXT)
    with pytest.raises(PermissionDenied):
        importing.import_external(draft.sheet, lines(GOOD), source=SOURCE, by=draft.coordinator)


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_workbook_reads_like_the_csv_below_its_title():
    content = workbook([["Kết quả thẩm định"], ["Mã", "Điểm", "Lý do"], ["1.1", 3.2, "x"]])
    assert read_lines(content) == [Line(3, "1.1", "3.2", "x")]


@pytest.mark.parametrize("content", [
    b"", b"PK\x03\x04 no archive", b"\xff\xfe\x00", b"a\x00b", b"code;title\n1.1;x\n",
    "Mã;Điểm\n".encode(), b"x" * 2_000_001,
])  # fmt: skip
def test_a_hostile_file_gets_a_sentence(content):
    with pytest.raises(UnreadableError) as refusal:
        read_lines(content)
    assert len(str(refusal.value)) > 20


def test_a_file_is_tried_shown_and_imported_in_the_browser_without_javascript(client, made):
    client.force_login(made.coordinator)
    path = address(made.sheet, "external/")
    file = SimpleUploadedFile("diem.csv", BAD.encode())
    tried = client.post(path, {"file": file})
    assert tried.status_code == 422
    assert "4 dòng không nhận được" in tried.text
    file = SimpleUploadedFile("diem.csv", GOOD.encode())
    tried = client.post(path, {"file": file})
    assert "3 dòng mới hoặc thay đổi" in tried.text
    assert outside() == []
    hidden = tried.context["form"].initial
    refused = client.post(path, {"tried": hidden["tried"], "confirmed": "1", "source": ""})
    assert refused.status_code == 422
    assert outside() == []
    done = client.post(path, {"tried": hidden["tried"], "confirmed": "1", "source": SOURCE})
    assert done.status_code == 302
    page = client.get(path).text
    assert "−0,4" in page  # 3,2 appraised of 3,6
    assert "Thiếu 01 báo cáo" in page
    assert "0,80" in page  # lost of 4


def test_the_comparison_asks_the_same_number_of_queries(client, made, django_assert_num_queries):
    client.force_login(made.coordinator)
    path = address(made.sheet, "external/")
    importing.import_external(made.sheet, lines(GOOD)[:1], source=SOURCE, by=made.coordinator)
    with django_assert_num_queries(6):
        client.get(path)
    importing.import_external(made.sheet, lines(GOOD), source=SOURCE, by=made.coordinator)
    with django_assert_num_queries(6):
        client.get(path)


# --- hostile and unlucky files


def test_the_confirmed_rows_are_those_that_were_shown(client, made):
    client.force_login(made.coordinator)
    path = address(made.sheet, "external/")
    forged = ('[[2,"1.1","4",""]]', "[" * 100_000, '[[1e999,"a","b","c"]]', '{"a": 1}', "x:y:z")
    for tried in forged:
        answer = client.post(path, {"tried": tried, "confirmed": "1", "source": SOURCE})
        assert answer.status_code == 422
        assert "Hãy chọn tệp điểm" in answer.text
    assert outside() == []


def test_a_cell_that_no_database_keeps_is_read_without_what_breaks_it(client, made):
    rows = [["Mã", "Điểm", "Lý do"], ["1.1", 3.2, "a_x0000_b_xD800_c"]]
    (line,) = read_lines(workbook(rows))
    line.reason.encode()
    assert "\x00" not in line.reason
    importing.import_external(made.sheet, [line], source=SOURCE, by=made.coordinator)
    assert len(outside()) == 1


@pytest.mark.parametrize("title", ["Kết quả, của Bộ, năm 2026\n", '"Kết quả; của Bộ"\n', ""])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_the_separator_is_that_of_the_headers_whatever_the_title_holds(title, mark):
    text = f"{title}Mã{mark}Điểm{mark}Lý do\n1.1{mark}3.2{mark}x\n"
    assert [(line.code, line.points, line.reason) for line in lines(text)] == [("1.1", "3.2", "x")]


def test_a_reason_too_long_is_refused_and_never_cut(made):
    long = [Line(2, "1.1", "3", "x" * 4001)]
    assert "4.000 ký tự" in importing.trial(made.sheet, long)[0].error


def test_sums_stand_below_the_comparison(client, made):
    client.force_login(made.coordinator)
    path = address(made.sheet, "external/")
    importing.import_external(made.sheet, lines(GOOD), source=SOURCE, by=made.coordinator)
    sums = client.get(path).context["sums"]
    assert [sums[name] for name in ("maximum", "own", "points", "difference")] == [
        10, parse_number("9.35"), parse_number("8.95"), parse_number("-0.4"),
    ]  # fmt: skip


def test_the_provinces_officer_reads_on_every_page_what_the_ministry_gave(client, made):
    importing.import_external(made.sheet, lines(GOOD), source=SOURCE, by=made.coordinator)
    officer = appointed(Role.OFFICER, made.province)
    client.force_login(officer)
    assert "Thiếu 01 báo cáo" in client.get(address(made.sheet, "external/")).text
    assert "Thiếu 01 báo cáo" in client.get(address(made.sheet, "criteria/1.1/")).text
