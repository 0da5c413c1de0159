"""The interface and the pages give the same person the same answer (design 12; T01).

For every role, every address that stands for the same thing: both are there (200), or both are
absent (404), or both refuse (403).
"""

import pytest
from django.db import transaction

from openpar.appraisals.models import Assignment
from openpar.assessments.actions import open_sheet
from openpar.people.models import Role
from openpar.results.actions import compute
from tests.api.calling import PREFIX
from tests.factories import (
    AppointmentFactory,
    CriteriaSetFactory,
    CycleFactory,
    MembershipFactory,
    UserFactory,
    appointed,
)
from tests.factories_appraisals import world
from tests.naive.generous_operation import everybodys_sheet

pytestmark = pytest.mark.django_db
#: The page, and the path of the interface that answers the same question.
PAIRS = {
    "units": ("/people/units/", "/units"),
    "unit": ("/people/units/{unit}/", "/units/{unit}"),
    "sets": ("/criteria/sets/", "/criteria-sets"),
    "set": ("/criteria/sets/{set}/1/", "/criteria-sets/{set}/1"),
    "draft": ("/criteria/sets/{draft}/1/", "/criteria-sets/{draft}/1"),
    "cycles": ("/criteria/cycles/", "/cycles"),
    "cycle": ("/criteria/cycles/{cycle}/", "/cycles/{cycle}"),
    "planned cycle": ("/criteria/cycles/{planned}/", "/cycles/{planned}"),
    "sheets": ("/assessments/", "/score-sheets"),
    "sheet": ("/assessments/{cycle}/{unit}/", "/score-sheets/{cycle}/{unit}"),
    "item": (
        "/assessments/{cycle}/{unit}/criteria/1.1/",
        "/score-sheets/{cycle}/{unit}/items/1.1",
    ),
    "other field": (
        "/assessments/{cycle}/{unit}/criteria/2.1/",
        "/score-sheets/{cycle}/{unit}/items/2.1",
    ),
    "draft sheet": ("/assessments/{cycle}/{begun}/", "/score-sheets/{cycle}/{begun}"),
    "receipt": (
        "/assessments/{cycle}/{unit}/receipts/7/",
        "/score-sheets/{cycle}/{unit}/receipts/7",
    ),
    "desk": ("/appraisals/", "/appraisals"),
    "matrix": ("/appraisals/{cycle}/criteria/{set}/1.1/", "/appraisals/{cycle}/criteria/{set}/1.1"),
    "other matrix": (
        "/appraisals/{cycle}/criteria/{set}/2.1/",
        "/appraisals/{cycle}/criteria/{set}/2.1",
    ),
    "run": ("/results/{cycle}/1/", "/results/{cycle}/1"),
    "result": ("/results/{cycle}/1/units/{unit}/", "/results/{cycle}/1/units/{unit}"),
    "figure": (
        "/results/{cycle}/1/units/{unit}/criteria/1.1/",
        "/results/{cycle}/1/units/{unit}/criteria/1.1",
    ),
    "events": ("/nhat-ky/", "/events"),
}
#: The same for what changes something; nothing is sent, so who may is refused for that (422, 400).
ACTS = {
    "begin": ("/assessments/{cycle}/{unit}/begin/", "/score-sheets/{cycle}/{unit}/begin"),
    "publish": ("/criteria/sets/{draft}/1/publish/", "/criteria-sets/{draft}/1/publish"),
    "compute": ("/results/{cycle}/compute/", "/results/{cycle}/compute"),
    "close": ("/criteria/cycles/{cycle}/move/close/", "/cycles/{cycle}/moves/close"),
    "recognise": (
        "/appraisals/{cycle}/criteria/{set}/1.1/recognise/",
        "/appraisals/{cycle}/criteria/{set}/1.1/recognise",
    ),
}


#: Roles that something may hang on being held in the unit itself.
INSIDE = (Role.OFFICER, Role.HEAD, Role.CONTRIBUTOR, Role.LEADER, Role.INNER_COORDINATOR)


@pytest.fixture
def stage():
    """A cycle under appraisal with results, a draft set, a sheet just begun; and their names."""
    made = world()
    draft = CriteriaSetFactory(published=False)
    planned = CycleFactory(state="planned")
    begun = MembershipFactory(cohort=made.cohort).unit
    open_sheet(made.cycle, begun, by=appointed(Role.OFFICER, begun))
    compute(made.cycle, by=made.coordinator)
    return made, {
        "cycle": made.cycle.code,
        "unit": made.sheets[0].unit.code,
        "begun": begun.code,
        "set": made.cohort.criteria_set.code,
        "draft": draft.code,
        "planned": planned.code,
    }


def people(made):
    """Everybody who could stand in some relation to the things above."""
    unit = made.sheets[0].unit
    narrow = appointed(Role.APPRAISER)
    Assignment.objects.create(cycle=made.cycle, user=narrow, field_code="1")
    everybody = {f"{role} elsewhere": appointed(role) for role in Role.values}
    everybody |= {f"{role} of the unit": appointed(role, unit) for role in INSIDE}
    both = appointed(Role.APPRAISER, unit)
    AppointmentFactory(user=both, unit=unit, role=Role.OFFICER)
    Assignment.objects.create(cycle=made.cycle, user=both, field_code="1")
    return everybody | {
        "appraiser of all fields": made.appraiser,
        "appraiser of one field": narrow,
        "appraiser of the own unit": both,
        "nobody": UserFactory(),
    }


def answers(client, user, pair, names):
    """Return the status of the page and of the interface for one person."""
    page, path = (each.format(**names) for each in pair)
    client.force_login(user)
    return client.get(page).status_code, client.get(PREFIX + path).status_code


def compared(client, stage, pairs):
    """Return who and what differs, and the answers that each thing has got."""
    made, names = stage
    differing, got = {}, {what: set() for what in pairs}
    for who, user in people(made).items():
        for what, pair in pairs.items():
            page, path = answers(client, user, pair, names)
            got[what].add(path)
            if page != path:
                differing[who, what] = (page, path)
    return differing, got


def test_every_role_is_shown_the_same_by_page_and_interface(client, stage):
    differing, got = compared(client, stage, PAIRS)
    assert differing == {}
    seen_by_some_only = {what for what, found in got.items() if found == {200, 404}}
    assert {"draft", "planned cycle", "sheet", "item", "draft sheet", "matrix", "run", "result",
            "events"} <= seen_by_some_only  # fmt: skip


def test_the_generous_twin_is_noticed(client, stage, monkeypatch):
    monkeypatch.setattr("openpar.api.score_sheets.visible_sheet", everybodys_sheet)
    differing, _got = compared(client, stage, {"draft sheet": PAIRS["draft sheet"]})
    assert ("head elsewhere", "draft sheet") in differing


def undone(act):
    """Return the status of what ``act`` does, and undo it."""
    with transaction.atomic():
        status = act().status_code
        transaction.set_rollback(True)
    return status


def test_every_role_may_do_the_same_by_page_and_interface(client, stage):
    made, names = stage
    for who, user in people(made).items():
        client.force_login(user)
        for what, (page, path) in ACTS.items():
            by_page = undone(lambda page=page: client.post(page.format(**names)))
            by_path = undone(lambda path=path: client.post(PREFIX + path.format(**names)))
            refused = {404, 403} & {by_page, by_path}
            assert not refused or by_page == by_path, (who, what, by_page, by_path)


def test_the_list_names_sheets_whose_page_opens(client, stage):
    made, _names = stage
    for who, user in people(made).items():
        client.force_login(user)
        answer = client.get(f"{PREFIX}/score-sheets", {"limit": 200})
        for row in answer.json().get("items", ()):
            page = client.get(f"/assessments/{row['cycle']}/{row['unit']}/")
            assert page.status_code == 200, who
