"""Unit and standing body write to each other about a criterion; nobody else hears of it (S0-11)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from openpar.appraisals.models import Assignment
from openpar.assessments import actions, comment_permissions
from openpar.assessments.comment_actions import read_discussion, write_comment
from openpar.assessments.models import Comment, ScoreItem
from openpar.assessments.models.comment import with_discussion
from openpar.audit.models import Event
from openpar.criteria.models import Cycle
from openpar.people.models import Role, User
from tests.factories import appointed
from tests.factories_assessments import address, item_of, sheet_with_officer
from tests.naive.talkative_counter import talkative_counter

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    sheet, officer = sheet_with_officer()
    sheet.officer, sheet.coordinator = officer, appointed(Role.COORDINATOR)
    return sheet


def waiting(person: User) -> int:
    return User.objects.get(pk=person.pk).counted("unread_comments")


def counts(sheet, person, code="1.1"):
    item = with_discussion(ScoreItem.objects.all(), person).get(pk=item_of(sheet, code).pk)
    return item.comments, item.unread


def test_a_question_reaches_the_coordinator_and_the_answer_the_unit(sheet):
    item = item_of(sheet, "1.1")
    write_comment(item, "Kế hoạch điều chỉnh có tính không?", by=sheet.officer)
    assert (waiting(sheet.officer), waiting(sheet.coordinator)) == (0, 1)

    write_comment(item, "Có, tính theo kế hoạch mới nhất.", by=sheet.coordinator)
    assert (waiting(sheet.officer), waiting(sheet.coordinator)) == (1, 0)
    assert counts(sheet, sheet.officer) == (2, 1)

    read_discussion(item, by=sheet.officer)
    assert (waiting(sheet.officer), counts(sheet, sheet.officer)) == (0, (2, 0))
    assert [comment.side for comment in Comment.objects.all()] == ["unit", "body"]
    assert Event.objects.filter(action="assessments.commented").count() == 2


def test_three_comments_on_one_criterion_are_one_thing_that_waits(sheet):
    for text in ("Một", "Hai", "Ba"):
        write_comment(item_of(sheet, "1.1"), text, by=sheet.coordinator)
    write_comment(item_of(sheet, "1.2"), "Bốn", by=sheet.coordinator)
    assert waiting(sheet.officer) == 2
    Cycle.objects.update(state=Cycle.State.CLOSED)
    assert waiting(sheet.officer) == 0


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.LEADER, Role.OPERATOR])
def test_who_takes_no_part_is_told_nothing(sheet, role):
    write_comment(item_of(sheet, "1.1"), "Hỏi", by=sheet.officer)
    stranger = appointed(role)
    assert waiting(stranger) == 0
    assert not comment_permissions.may_read_discussion(stranger, item_of(sheet, "1.1"))
    with pytest.raises(PermissionDenied):
        write_comment(item_of(sheet, "1.1"), "Tôi", by=stranger)
    with pytest.raises(PermissionDenied):
        read_discussion(item_of(sheet, "1.1"), by=stranger)


def test_the_auditor_reads_and_does_not_write(client, sheet):
    write_comment(item_of(sheet, "1.1"), "Hỏi điều này", by=sheet.officer)
    auditor = appointed(Role.AUDITOR)
    client.force_login(auditor)
    assert "Hỏi điều này" in client.get(address(sheet, "criteria/1.1/")).content.decode()
    refused = client.post(address(sheet, "criteria/1.1/comment/"), {"text": "Tôi"})
    assert refused.status_code == 403
    assert "Chỉ đơn vị và điều phối viên viết ở đây." in refused.content.decode()


def test_officer_of_another_unit_and_stranger_find_nothing(client, sheet):
    write_comment(item_of(sheet, "1.1"), "Hỏi", by=sheet.officer)
    path = address(sheet, "criteria/1.1/comment/")
    assert client.post(path, {"text": "Tôi"})["Location"].startswith("/sign-in/")
    client.force_login(appointed(Role.OFFICER))
    absent = client.post(address(sheet, "criteria/9.9/comment/"), {"text": "Tôi"})
    refused = client.post(path, {"text": "Tôi"})
    assert (refused.status_code, refused.content) == (404, absent.content)
    assert Comment.objects.count() == 1


def test_an_appraiser_sees_the_same_before_and_after_a_comment(client, sheet):
    """T05: no page, list or counter of an appraiser changes by what the two sides write."""
    actions.save_item(
        item_of(sheet, "1.1"), by=sheet.officer, version=1, inputs={"done": "9", "planned": "10"},
        explanation="Chưa có văn bản",
    )  # fmt: skip
    type(sheet).objects.filter(pk=sheet.pk).update(state="submitted")
    appraiser = appointed(Role.APPRAISER)
    Assignment.objects.create(cycle=sheet.cycle, user=appraiser, field_code="1")
    client.force_login(appraiser)
    paths = (address(sheet), address(sheet, "criteria/1.1/"), "/assessments/", "/appraisals/")

    def seen():
        return [client.get(path).content for path in paths]

    before = seen()
    write_comment(item_of(sheet, "1.1"), "Điều kín", by=sheet.officer)
    assert without_tokens(seen()) == without_tokens(before)
    assert client.get("/assessments/discussions/").status_code == 404
    assert talkative_counter(appraiser, sheet) == 1  # the wrong twin tells that there is one


def without_tokens(pages: list[bytes]) -> list[bytes]:
    """Leave out what differs at every request: the token against forged forms, and the clock."""
    return [
        b"\n".join(
            line
            for line in page.splitlines()
            if b"csrf" not in line and b"data-countdown" not in line
        )
        for page in pages
    ]


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 2001])
def test_nothing_and_too_much_are_refused(sheet, text):
    with pytest.raises(ValidationError):
        write_comment(item_of(sheet, "1.1"), text, by=sheet.officer)
    assert not Comment.objects.exists()


def test_what_was_refused_stays_in_its_field(client, sheet):
    client.force_login(sheet.officer)
    response = client.post(address(sheet, "criteria/1.1/comment/"), {"text": "y" * 2001})
    assert response.status_code == 422
    assert "y" * 2001 in response.content.decode()


def test_what_was_written_is_never_changed(sheet):
    comment = write_comment(item_of(sheet, "1.1"), "Hỏi", by=sheet.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(text="Khác")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM assessments_comment")


def test_the_list_has_the_unread_on_top_and_can_be_searched_and_taken_away(client, sheet):
    write_comment(item_of(sheet, "1.2"), "Đã đọc rồi", by=sheet.officer)
    client.force_login(sheet.coordinator)
    client.post(address(sheet, "criteria/1.2/read/"))
    write_comment(item_of(sheet, "1.1"), "Chưa đọc", by=sheet.officer)
    write_comment(item_of(sheet, "1.2"), "Trả lời", by=sheet.coordinator)
    page = client.get("/assessments/discussions/").content.decode()
    assert page.index("Chưa đọc") < page.index("Trả lời")
    assert "Trả lời" not in client.get("/assessments/discussions/?new=on").content.decode()
    assert "Chưa đọc" not in client.get("/assessments/discussions/?unit=khong").content.decode()
    assert client.get("/assessments/discussions/?as=xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_queries(client, number, django_assert_num_queries):
    coordinator = appointed(Role.COORDINATOR)
    for _ in range(number):
        sheet, officer = sheet_with_officer()
        write_comment(item_of(sheet, "1.1"), "Hỏi", by=officer)
    client.force_login(coordinator)
    with django_assert_num_queries(5):
        client.get("/assessments/discussions/")
