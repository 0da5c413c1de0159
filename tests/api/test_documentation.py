"""The interface described: OpenAPI 3.1, a page without anything from elsewhere, true examples."""

import re
import shlex

import pytest

from openpar.api.documentation import document
from openpar.people.models import Role
from openpar.results.models import Run
from tests.api.calling import Program
from tests.factories import appointed
from tests.factories_appraisals import world
from tests.factories_assessments import sheet_with_officer

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def examples() -> list[str]:
    """The curl lines of docs/develop/api.md, in order."""
    with open("docs/develop/api.md", encoding="utf-8") as page:
        return re.findall(r"^\$ (curl .+)$", page.read(), re.MULTILINE)


def run(line: str, program: Program, **names: str):
    """Do what a curl line says, through the test client."""
    for name, value in names.items():
        line = line.replace(f"${name}", value)
    words = shlex.split(line)[1:]
    method, headers, body, address = "GET", {}, "", ""
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, _colon, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = words.pop(0)
        else:
            address = word
    path = address.removeprefix("http://127.0.0.1:8000")
    media_type = headers.pop("Content-Type", "application/json")
    return program.client.generic(method, path, body, content_type=media_type, headers=headers)


def test_the_first_example_reads_a_sheet_and_saves_an_item(examples):
    sheet, officer = sheet_with_officer()
    program = Program(officer)
    names = {"TOKEN": program.secret, "CYCLE": sheet.cycle.code, "UNIT": sheet.unit.code}
    read = run(examples[0], program, **names)
    assert (read.status_code, read.json()["version"]) == (200, 1)
    saved = run(examples[1], program, **names)
    assert (saved.status_code, saved.json()["computed_points"]) == (200, "3.6")
    assert saved.json()["sentences"]
    assert run(examples[1], program, **names).content == saved.content


def test_the_second_example_computes_once_and_fetches_the_table(examples):
    made = world(units=2)
    program = Program(appointed(Role.COORDINATOR))
    names = {"TOKEN": program.secret, "CYCLE": made.cycle.code}
    assert run(examples[2], program, **names).status_code == 201
    assert run(examples[2], program, **names).status_code == 201
    assert Run.objects.count() == 1
    table = run(examples[3], program, **names).json()
    assert len(table["items"]) == 3
    assert table["items"][0]["points"] == "9.35"


def test_the_document_is_openapi_3_1_and_open_to_anybody(client):
    answer = client.get("/api/v1/openapi.json")
    assert answer.json()["openapi"].startswith("3.1")
    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_every_operation_says_who_may_and_what_it_refuses():
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            assert operation["x-access"], path
            assert {"401", "404", "422", "429"} <= set(map(str, operation["responses"]))
            if method != "get":
                names = {parameter["name"] for parameter in operation["parameters"]}
                assert "Idempotency-Key" in names, path


def test_the_page_names_every_operation_in_vietnamese_and_loads_nothing_from_elsewhere(client):
    page = client.get("/api/v1/docs/").content.decode()
    for path, operations in document()["paths"].items():
        for method in operations:
            assert f"{method.upper()} {path}" in page
    assert "Lưu một mục của phiếu chấm" in page
    assert "Save an item" not in page
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert "<script" not in page.partition("<main")[2].partition("</main")[0]
