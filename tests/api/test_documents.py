"""The register by the interface: the same actions, flags and refusals as on the pages."""

import pytest

from openpar.evidence.models import Revision
from openpar.people.models import Role
from tests.api.calling import Program
from tests.factories import appointed
from tests.factories_assessments import PDF, pdf, sheet_with_officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def test_a_file_is_entered_described_renewed_and_used():
    sheet, officer = sheet_with_officer()
    program, unit = Program(officer), sheet.unit.code

    entered = program.upload("/documents", file=pdf(), unit=unit, kind="report")
    assert entered.status_code == 201
    assert entered.json()["known"] is False
    assert program.upload("/documents", file=pdf("lai.pdf"), unit=unit).json()["known"] is True
    document = entered.json()["document"]

    path = f"/documents/{document['id']}"
    said = {"version": document["version"], "number": "12", "symbol": "KH", "date": "2026-01-05",
            "abstract": "Kế hoạch", "kind": "report"}  # fmt: skip
    described = program.put(path, said)
    assert described.status_code == 200, described.content
    assert described.json()["number"] == "12"
    stale = program.put(path, said | {"number": "13"})
    assert stale.status_code == 409
    assert stale.json()["current"]["number"] == "12"

    newer = program.upload(f"{path}/files", file=pdf(content=PDF + b"%2"))
    files = newer.json()["files"]
    assert len(files) == 2
    place = f"/score-sheets/{sheet.cycle.code}/{unit}/items/1.1/uses"
    uses = [program.post(place, {"revision": files[0]["revision"], "pages": "2"}) for _ in "ab"]
    assert [use.status_code for use in uses] == [201, 201]
    assert [use.json()["code"] for use in uses] == ["1.1-01", "1.1-01"]
    found = program.get("/documents", q="ke hoach").json()["items"]
    assert [row["uses"][0]["pages"] for row in found] == ["2"]


def test_another_units_register_is_like_none():
    _sheet, officer = sheet_with_officer()
    document = (
        Program(officer)
        .upload("/documents", file=pdf(), unit=officer.units(*Role)[0].code)
        .json()["document"]
    )
    sheet, stranger = sheet_with_officer()
    program = Program(stranger)
    hidden, absent = program.get(f"/documents/{document['id']}"), program.get("/documents/987654")
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert program.get("/documents").json()["items"] == []
    own = program.upload("/documents", file=pdf(), unit=officer.units(*Role)[0].code)
    assert own.status_code == 404
    place = f"/score-sheets/{sheet.cycle.code}/{sheet.unit.code}/items/1.1/uses"
    revision = document["files"][0]["revision"]
    assert program.post(place, {"revision": revision}).status_code == 404
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_queries(rows, django_assert_num_queries):
    officer = appointed(Role.OFFICER)
    program = Program(officer)
    for number in range(rows):
        file = pdf(content=PDF + b"%%%d" % number)
        program.upload("/documents", file=file, unit=officer.units(*Role)[0].code)
    program.get("/documents")
    with django_assert_num_queries(6):
        assert len(program.get("/documents").json()["items"]) == rows
