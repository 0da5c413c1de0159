"""Assignments of appraisers follow from the responsibility matrix, once confirmed (S1-44)."""

import pytest

from openpar.appraisals.models import Assignment
from openpar.appraisals.proposing import assign_proposed, proposals_of
from openpar.criteria import responsibility_actions as responsibilities
from openpar.people.models import Role
from tests.factories import UnitFactory, appointed
from tests.factories_appraisals import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """A cycle whose field 2 is led by an agency with an appraiser of its own."""
    found = world()
    agency = UnitFactory(code="CQCT")
    expert = appointed(Role.APPRAISER, agency)
    matrix, _unknown = responsibilities.draw_up(found.cycle, by=found.coordinator)
    field = found.cohort.criteria_set.criteria.select_related("set").get(code="2")
    responsibilities.set_responsibility(
        matrix, field, by=found.coordinator, lead=agency, cooperating=[]
    )
    return found, expert


def test_the_appraisers_of_the_lead_agency_are_proposed_for_its_fields(made):
    found, expert = made
    assert [(one.field_code, one.user) for one in proposals_of(found.cycle)] == [("2", expert)]


def test_what_is_confirmed_is_assigned_and_proposed_no_more(client, made):
    found, expert = made
    client.force_login(found.coordinator)
    client.post(f"/appraisals/{found.cycle.code}/assignments/proposed/")
    assert Assignment.objects.filter(cycle=found.cycle, user=expert, field_code="2").exists()
    assert proposals_of(found.cycle) == []
    assert assign_proposed(found.cycle, by=found.coordinator) == []


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.OFFICER])
def test_the_page_exists_for_the_coordinator_alone(client, made, role):
    client.force_login(appointed(role))
    assert client.get(f"/appraisals/{made[0].cycle.code}/assignments/proposed/").status_code == 404
