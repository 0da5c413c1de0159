"""How a right ends while somebody is at work: by an act, by the clock, with the unit (T11)."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from django.db import connection

from openpar.people.accounts import close_account
from openpar.people.appointing import end
from openpar.people.lineage import Share, reorganise
from openpar.people.models import Appointment, Reorganisation, Unit, User
from tests.factories import UnitFactory


def today() -> date:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_date")
        return cursor.fetchone()[0]


def remove_role(officer: User, coordinator: User) -> None:
    end(officer.appointments.get(), by=coordinator, decision="QĐ 12/QĐ-SNV")


def let_role_expire(officer: User, coordinator: User) -> None:
    """The last day was yesterday: what the clock does at midnight."""
    Appointment.objects.filter(user=officer).update(valid_to=today() - timedelta(days=1))


def close(officer: User, coordinator: User) -> None:
    close_account(officer, by=coordinator, reason="Nghỉ hưu")


def merge_unit(officer: User, coordinator: User) -> None:
    unit = officer.appointments.get().unit
    heir = UnitFactory()
    act = Reorganisation(
        kind="merge", decision="NQ 01/NQ-HĐND", decided_on=today(), valid_from=today()
    )
    shares = [Share(unit.code, heir.code, Fraction(1)), Share(heir.code, heir.code, Fraction(1))]
    reorganise(act, shares, by=coordinator)
    assert Unit.objects.get(pk=unit.pk).valid_to < today()


#: What ends a right, by name.
ENDINGS: dict[str, Callable[[User, User], None]] = {
    "the role is removed": remove_role,
    "the appointment expires": let_role_expire,
    "the account is closed": close,
    "the unit is merged": merge_unit,
}
