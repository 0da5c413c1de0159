"""The country's provinces and communes come with the program, whole, once, quickly (M1)."""

import time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from openpar.audit.models import Event
from openpar.cli.units import load
from openpar.people.models import Role, Unit
from openpar.people.national import load_national, provinces, read_list
from tests.factories import UnitFactory, appointed

pytestmark = pytest.mark.django_db
UNITS, PROVINCES, COMMUNES = 3355, 34, 3321
#: The requirement allows 60; a quarter of it is warning enough.
SECONDS = 15


def test_the_list_has_34_provinces_and_3321_communes_each_in_its_province():
    rows = read_list()
    assert (len(rows), len(provinces()), len({row.code for row in rows})) == (
        UNITS,
        PROVINCES,
        UNITS,
    )
    assert {row.parent_code for row in rows} == {"", *(unit.code for unit in provinces())}


def test_the_whole_country_loads_with_progress_and_again_changes_nothing():
    done = []
    begun = time.perf_counter()
    loaded = load_national(by=None, progress=done.append)
    seconds = time.perf_counter() - begun

    assert seconds < SECONDS
    assert (len(loaded.created), loaded.present, sum(done), len(done)) == (
        UNITS,
        0,
        UNITS,
        PROVINCES,
    )
    assert Unit.objects.filter(parent__kind="province").count() == COMMUNES
    assert Unit.objects.matching("phuong ha tu").get().parent.name == "Tỉnh Quảng Ninh"
    event = Event.objects.get()
    assert (event.action, event.data["count"]) == ("people.units_loaded", UNITS)
    assert sorted(event.data["created"]) == sorted(Unit.objects.values_list("code", flat=True))

    again = load_national(by=None)
    assert (again.created, again.present) == ((), UNITS)
    assert Event.objects.count() == 1


def test_the_coordinator_loads_the_communes_of_one_province():
    loaded = load_national(by=appointed(Role.COORDINATOR), province="22")
    quang_ninh = Unit.objects.get(code="22")
    assert (loaded.created[0], quang_ninh.children.count()) == ("22", len(loaded.created) - 1)
    assert not Unit.objects.filter(code="01").exists()


def test_a_unit_that_is_there_under_a_code_of_its_own_stays_as_it_is():
    mine = UnitFactory(code="UBND", name="UBND tỉnh", kind="province", administrative_code="22")
    load_national(by=None, province="22")
    assert not Unit.objects.filter(code="22").exists()
    mine.refresh_from_db()
    assert mine.name == "UBND tỉnh"
    assert mine.children.count() > 0


def test_a_province_that_does_not_exist_is_named():
    with pytest.raises(ValidationError, match="99"):
        load_national(by=None, province="99")


def test_an_officer_may_not_load():
    with pytest.raises(PermissionDenied):
        load_national(by=appointed(Role.OFFICER), province="22")


def test_the_command_says_what_it_did(capsys):
    assert load("22") == 0
    assert "đã có sẵn" in capsys.readouterr().out
    assert load("99") == 2
    assert "99" in capsys.readouterr().err
