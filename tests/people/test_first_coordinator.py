"""A new installation gets its first coordinator on the server, and only the first (S0-22)."""

import pytest

from openpar.audit.models import Event
from openpar.cli.coordinator import link
from openpar.cli.refusal import Refused
from openpar.people.models import Role, User
from tests.factories import UnitFactory, UserFactory, appointed

pytestmark = pytest.mark.django_db


def test_the_first_coordinator_signs_in_through_a_link():
    UnitFactory(code="SNV")
    path = link("dieu-phoi", "Điều phối viên mẫu", "SNV")
    account = User.objects.get(username="dieu-phoi")
    assert path.startswith("/people/set-password/")
    assert account.holds(Role.COORDINATOR)
    assert set(Event.objects.values_list("actor", flat=True)) == {""}


def test_a_second_one_is_appointed_by_the_first():
    first = appointed(Role.COORDINATOR, UnitFactory(code="SNV"))
    with pytest.raises(Refused, match=first.username):
        link("nguoi-khac", "Người khác", "SNV")


def test_a_coordinator_who_forgot_the_password_is_helped_on_the_server():
    first = appointed(Role.COORDINATOR)
    assert link(first.username, "", "").startswith("/people/set-password/")
    assert first.appointments.count() == 1


def test_where_the_only_coordinator_is_closed_another_may_be_made():
    appointed(Role.COORDINATOR, UnitFactory(code="SNV"), is_active=False)
    account = UserFactory()
    link(account.username, "", "SNV")
    assert User.objects.get(pk=account.pk).holds(Role.COORDINATOR)


def test_a_unit_that_does_not_stand_is_refused():
    with pytest.raises(Refused, match="mã này"):
        link("dieu-phoi", "Điều phối viên mẫu", "KHONG-CO")
