"""A verdict is a yes, or a no with its reason."""

import pytest
from django.core.exceptions import PermissionDenied

from openpar.people.models import Role
from openpar.people.permissions import YES, may_see_people, no
from tests.factories import UserFactory, appointed


def test_a_yes_lets_pass():
    assert YES
    YES.or_403()


def test_a_no_carries_its_reason_to_the_person():
    verdict = no("The phase is over.")
    assert not verdict
    with pytest.raises(PermissionDenied, match=r"The phase is over\."):
        verdict.or_403()


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_appointments_are_shown_to_who_keeps_or_audits_them_only(role):
    verdict = may_see_people(appointed(role))
    assert bool(verdict) is (role in {Role.COORDINATOR, Role.AUDITOR, Role.OPERATOR})
    assert bool(verdict.reason) is not bool(verdict)


@pytest.mark.django_db
def test_an_account_without_appointment_sees_no_people():
    assert not may_see_people(UserFactory())
