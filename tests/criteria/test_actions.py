"""A set is loaded as a draft with its defects, published once, and frozen (S1-8, S3-1)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from openpar.audit.models import Event
from openpar.criteria import actions
from openpar.criteria.models import CriteriaSet, Criterion
from openpar.people.models import Role
from openpar.scoring.sets.reading import SetError
from tests.factories import SMALL_SET, CriteriaSetFactory, UserFactory, appointed
from tests.naive.thawed_set import ThawedSet

pytestmark = pytest.mark.django_db

#: Those of inner exercises steer nothing but these: tests/criteria/test_exercises.py.
COORDINATORS = {Role.COORDINATOR, Role.INNER_COORDINATOR}

TEXT = SMALL_SET.replace("{code}", "bo-mau")
#: The fields add up to 10, the set says 11.
DEFECTIVE = TEXT.replace("total: 10", "total: 11")


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR)


def test_a_loaded_set_is_a_draft_with_a_row_for_every_node(coordinator):
    loaded = actions.load_set(TEXT, by=coordinator)

    assert (loaded.code, loaded.version, loaded.state) == ("bo-mau", 1, "draft")
    assert (loaded.total, loaded.decision_number) == (10, "01/QĐ-MAU")
    rows = [(c.code, c.is_leaf, c.depth, c.field_code) for c in loaded.criteria.all()]
    assert rows == [
        ("1", False, 0, "1"),
        ("1.1", True, 1, "1"),
        ("1.2", True, 1, "1"),
        ("2", False, 0, "2"),
        ("2.1", True, 1, "2"),
    ]
    assert loaded.criteria.get(code="1.1").parent.code == "1"
    assert str(Event.objects.get()) == f"criteria.loaded criteria.criteriaset:{loaded.pk}"


def test_bonus_and_penalty_criteria_belong_to_their_block(coordinator):
    text = TEXT + (
        "bonus: {at_most: 1, criteria: [{code: T1, title: Sáng kiến, maximum: 1,"
        " inputs: {found: {type: yes_no}}, rule: {measure: {condition: found}}}]}\n"
    )
    loaded = actions.load_set(text, by=coordinator)
    bonus = loaded.criteria.get(code="T1")
    assert (bonus.block, bonus.field_code, bonus.depth) == ("bonus", "bonus", 0)


def test_the_same_text_is_loaded_once(coordinator):
    first = actions.load_set(TEXT, by=coordinator)
    assert actions.load_set(TEXT, by=coordinator) == first
    assert CriteriaSet.objects.count() == Event.objects.count() == 1


def test_an_amended_text_is_the_next_version(coordinator):
    actions.load_set(TEXT, by=coordinator)
    assert actions.load_set(TEXT + "# sửa\n", by=coordinator).version == 2


def test_a_draft_is_kept_with_its_defects_and_is_not_published(coordinator):
    draft = actions.load_set(DEFECTIVE, by=coordinator)

    assert draft.defects
    with translation.override("vi"), pytest.raises(ValidationError) as refusal:
        actions.publish_set(draft, by=coordinator)

    listed = refusal.value.messages[1:]
    for defect, line in zip(draft.defects, listed, strict=True):
        assert defect["message_vi"] in line
        assert str(defect["line"]) in line
    draft.refresh_from_db()
    assert draft.state == CriteriaSet.State.DRAFT


def test_the_database_too_refuses_a_published_set_with_defects(coordinator):
    draft = actions.load_set(DEFECTIVE, by=coordinator)
    with pytest.raises(IntegrityError, match="published_set_has_no_defect"):
        CriteriaSet.objects.filter(pk=draft.pk).update(
            state="published", published_at=draft.loaded_at
        )


@pytest.mark.parametrize("hostile", ["", "set: [", "- 1\n- 2\n", "set: {code: x}\n", "\ufeff"])
def test_a_text_that_is_no_set_leaves_nothing_behind(coordinator, hostile):
    with pytest.raises(SetError):
        actions.load_set(hostile, by=coordinator)
    assert not CriteriaSet.objects.exists()
    assert not Event.objects.exists()


def test_publishing_writes_its_event_in_the_same_transaction(coordinator):
    published = actions.publish_set(actions.load_set(TEXT, by=coordinator), by=coordinator)

    assert published.is_published
    assert published.published_at
    event = Event.objects.get(action="criteria.published")
    assert event.data == {"sha256": published.sha256}


def test_a_set_is_published_once(coordinator):
    published = CriteriaSetFactory()
    with pytest.raises(PermissionDenied):
        actions.publish_set(published, by=coordinator)


@pytest.mark.parametrize("role", [*sorted(set(Role.values) - COORDINATORS), None])
def test_nobody_but_the_coordinator_loads_or_publishes(role):
    person = appointed(role) if role else UserFactory()
    draft = CriteriaSetFactory(published=False)
    with pytest.raises(PermissionDenied):
        actions.load_set(TEXT, by=person)
    with pytest.raises(PermissionDenied):
        actions.publish_set(draft, by=person)


CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE;"  # no truncation while foreign keys await their check
CHANGES = {
    "its title": lambda s: CriteriaSet.objects.filter(pk=s.pk).update(title="Khác"),
    "its text": lambda s: CriteriaSet.objects.filter(pk=s.pk).update(text="set: {}"),
    "back to draft": lambda s: CriteriaSet.objects.filter(pk=s.pk).update(
        state="draft", published_at=None
    ),
    "a maximum": lambda s: Criterion.objects.filter(set=s).update(maximum=100),
    "a new criterion": lambda s: Criterion.objects.create(
        set=s, code="9", position=99, depth=0, title="Thêm", is_leaf=True, source="appraisal",
        field_code="9",
    ),
    "one criterion less": lambda s: Criterion.objects.filter(set=s, code="1.1").delete(),
    "deletion": lambda s: s.delete(),
    "raw": lambda s: execute("UPDATE criteria_criterion SET title = 'Khác'"),
    "truncate": lambda s: execute(CHECK_NOW + "TRUNCATE criteria_criterion CASCADE"),
}  # fmt: skip


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused(change, criteria_set) -> bool:
    try:
        with transaction.atomic():
            change(criteria_set)
    except IntegrityError as error:
        return "what is published stays as it is" in str(error)
    return False


@pytest.mark.parametrize("change", CHANGES)
def test_a_published_set_refuses(change):
    assert refused(CHANGES[change], CriteriaSetFactory())


@pytest.mark.parametrize("change", ["its title", "its text", "a maximum", "raw"])
def test_a_set_frozen_by_its_state_alone_would_be_caught(change):
    published = CriteriaSetFactory()
    with ThawedSet():
        assert not refused(CHANGES[change], published)


def test_a_draft_may_still_be_deleted():
    draft = CriteriaSetFactory(published=False)
    draft.delete()
    assert not Criterion.objects.exists()


def test_a_criterion_is_not_smuggled_from_a_draft_into_a_published_set():
    draft, published = CriteriaSetFactory(published=False), CriteriaSetFactory()
    smuggled = Criterion.objects.filter(set=draft, code="2.1")
    assert refused(lambda s: smuggled.update(set=s, code="8", position=88), published)


def test_a_set_is_parsed_once_and_its_text_fetched_only_then(django_assert_num_queries):
    pk = CriteriaSetFactory().pk
    first = CriteriaSet.objects.get(pk=pk).parsed
    with django_assert_num_queries(1):
        assert CriteriaSet.objects.defer("text").get(pk=pk).parsed is first
