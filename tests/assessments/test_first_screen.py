"""The officer's first screen: what is left, what came back, what to do next (S0-29, S0-30)."""

import pytest

from openpar.assessments import signing
from openpar.assessments.models import State
from openpar.assessments.overview import own_work
from openpar.criteria import duties
from openpar.people.models import Role
from tests.factories import appointed
from tests.factories_assessments import (
    address,
    item_of,
    save,
    set_of_leaves,
    sheet_with_officer,
)
from tests.factories_life import bring, life

pytestmark = pytest.mark.django_db


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_one_sentence_says_how_much_is_left_and_one_button_leads_to_it(client):
    sheet, officer = sheet_with_officer()
    save(sheet, "1.1", officer, inputs={"done": "9", "planned": "10"})
    client.force_login(officer)

    page = words(client.get("/assessments/"))

    assert "còn 2 tiêu chí, 1 tiêu chí cần tài liệu, còn 29 ngày" in page
    assert "Làm tiếp tiêu chí 1.2" in page
    assert f'{address(sheet)}#item-{item_of(sheet, "1.2").pk}"' in page


def test_criteria_given_by_name_come_first(client):
    sheet, officer = sheet_with_officer()
    leaf = item_of(sheet, "2.1").criterion.set.criteria.select_related("set").get(code="2.1")
    head = appointed(Role.HEAD, sheet.unit)
    duties.give(sheet.cycle, sheet.unit, officer, [leaf], by=head)
    client.force_login(officer)

    page = words(client.get("/assessments/"))

    assert "Làm tiếp tiêu chí 2.1" in page
    assert "1 tiêu chí của tôi" in page
    mine = client.get(address(sheet, "?show=mine")).context["blocks"]
    assert [row.node.code for block in mine for row in block.rows] == ["2.1"]


def test_what_the_head_returned_stands_on_top_with_the_reason(client):
    made = life()
    sheet = bring(made, State.WITH_HEAD)
    signing.return_inside(sheet, by=made.head, overall="Rà lại", remarks={"1.2": "Sai số liệu"})
    client.force_login(made.officer)

    page = words(client.get("/assessments/"))

    assert page.index("Bị trả lại, kèm lý do") < page.index('id="summary"')
    assert "Rà lại" in page
    assert "Sai số liệu" in page
    assert made.head.display_name in page


def test_a_sheet_before_the_head_asks_nothing_of_the_officer(client):
    made = life()
    sheet = bring(made, State.WITH_HEAD)
    (work,) = own_work(made.officer)
    assert (work.is_typed, work.sheet) == (False, sheet)


@pytest.mark.parametrize("leaves", [1, 100])
@pytest.mark.parametrize(
    ("rest", "number"), [("first", 11), ("criteria/1.1/", 15), ("annex/", 10), ("?show=left", 12)]
)
def test_pages_ask_the_same_number_of_queries(
    client, leaves, rest, number, django_assert_num_queries
):
    sheet, officer = sheet_with_officer(text=set_of_leaves(leaves))
    client.force_login(officer)
    path = "/assessments/" if rest == "first" else address(sheet, rest)
    client.get(path)  # the set is parsed once in a process
    with django_assert_num_queries(number):
        client.get(path)


def test_words_without_diacritics_and_the_person_find_rows(client):
    sheet, officer = sheet_with_officer()
    worker = appointed(Role.CONTRIBUTOR, sheet.unit)
    field = item_of(sheet, "1.1").criterion.set.criteria.select_related("set").get(code="1")
    duties.give(sheet.cycle, sheet.unit, worker, [field], by=appointed(Role.HEAD, sheet.unit))
    client.force_login(officer)

    def codes(query):
        blocks = client.get(address(sheet, query)).context["blocks"]
        return [row.node.code for block in blocks for row in block.rows]

    assert codes("?q=MUC+DO+hoan+thanh") == ["1.1"]
    assert codes("?q=2.1") == ["2.1"]
    assert codes(f"?person={worker.pk}") == ["1.1", "1.2"]
    assert codes("?q=khong+co+gi") == []
    assert codes("?show=nonsense&person=x") == ["1.1", "1.2", "2.1"]


def test_what_is_missing_stands_on_top_and_sums_stay_those_of_the_whole_field(client):
    sheet, officer = sheet_with_officer()
    save(sheet, "1.2", officer, inputs={"late": "0"})
    client.force_login(officer)
    blocks = client.get(address(sheet, "?order=missing")).context["blocks"]
    assert [[row.node.code for row in block.rows] for block in blocks] == [["1.1", "2.1"], ["1.2"]]
    assert (blocks[1].points, blocks[1].left) == (2, 1)
