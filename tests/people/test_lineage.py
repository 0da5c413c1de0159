"""Units merge, split, hand over and are renamed by a decision; shares make one whole (M1, T11)."""

from datetime import date
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from openpar.audit.models import Event
from openpar.people.lineage import Share, check_shares, rename, reorganise
from openpar.people.models import Appointment, Reorganisation, Role, Succession, Unit, User
from tests.factories import AppointmentFactory, UnitFactory, UserFactory, appointed
from tests.naive.rounded_shares import check_rounded_shares

DAY = date(2025, 7, 1)
EVE = date(2025, 6, 30)
WHOLE = Fraction(1)


def act(kind, day=DAY, decision="NQ 202/2025/QH15"):
    return Reorganisation(
        kind=kind, decision=decision, decided_on=date(2025, 6, 12), valid_from=day
    )


@pytest.fixture
def coordinator(db):
    return appointed(Role.COORDINATOR, UnitFactory(code="SNV"))


@pytest.fixture
def two(coordinator):
    return UnitFactory(code="HG", name="Tỉnh Hà Giang", kind="province"), UnitFactory(
        code="TQ", name="Tỉnh Tuyên Quang", kind="province"
    )


def pairs(rows) -> list[tuple[str, str, Fraction]]:
    return [(r.predecessor.code, r.successor.code, r.share) for r in rows]


def test_two_provinces_merge_wholly_into_a_new_one_and_end_the_day_before(coordinator, two):
    new = Unit(code="08", name="Tỉnh Tuyên Quang (mới)", kind="province")
    shares = [Share("HG", "08", WHOLE), Share("TQ", "08", WHOLE)]
    outcome = reorganise(act("merge"), shares, new=[new], by=coordinator)

    assert [(u.code, u.valid_to) for u in outcome.ended] == [("HG", EVE), ("TQ", EVE)]
    merged = Unit.objects.get(code="08")
    assert merged.valid_from == DAY
    assert pairs(Succession.objects.into(merged)) == [("HG", "08", 1), ("TQ", "08", 1)]
    assert pairs(Succession.objects.out_of(two[0])) == [("HG", "08", 1)]
    assert sorted(Event.objects.values_list("action", flat=True)) == [
        "people.reorganised", "people.unit_closed", "people.unit_closed", "people.unit_created",
    ]  # fmt: skip


def test_a_unit_that_lives_on_takes_another_in(coordinator, two):
    outcome = reorganise(act("merge"), [Share("HG", "TQ", WHOLE)], by=coordinator)
    assert [u.code for u in outcome.ended] == ["HG"]
    assert [u.code for u in outcome.continued] == ["TQ"]
    assert Unit.objects.get(code="TQ").valid_to is None


def test_a_split_may_keep_a_part_of_the_unit_itself(coordinator, two):
    new = Unit(code="MOI", name="Tỉnh Mới", kind="province")
    shares = [Share("TQ", "TQ", Fraction(2, 3)), Share("TQ", "MOI", Fraction(1, 3))]
    reorganise(act("split"), shares, new=[new], by=coordinator)
    assert Unit.objects.get(code="TQ").valid_to is None
    assert pairs(Succession.objects.out_of(two[1])) == [
        ("TQ", "MOI", Fraction(1, 3)), ("TQ", "TQ", Fraction(2, 3)),
    ]  # fmt: skip


def test_communes_of_a_merged_province_go_along(coordinator, two):
    commune = UnitFactory(code="00004", kind="commune", parent=two[0])
    reorganise(act("merge"), [Share("HG", "TQ", WHOLE)], by=coordinator)
    commune.refresh_from_db()
    assert commune.parent == two[1]
    assert [p.parent for p in commune.periods.all()] == list(two)


def test_units_below_a_split_unit_are_asked_for(coordinator, two):
    UnitFactory(code="00004", name="Xã Mẫu", kind="commune", parent=two[0])
    new = [Unit(code=code, name=code, kind="province") for code in ("A1", "B1")]
    shares = [Share("HG", "A1", Fraction(1, 2)), Share("HG", "B1", Fraction(1, 2))]
    with pytest.raises(ValidationError, match="Xã Mẫu"):
        reorganise(act("split"), shares, new=new, by=coordinator)
    assert not Unit.objects.filter(code="A1").exists()  # all of it or nothing


def test_a_new_name_leaves_the_unit_itself_and_stands_in_its_lineage(coordinator, two):
    rename(act("rename"), two[0], {"name": "Tỉnh Khác"}, by=coordinator)
    two[0].refresh_from_db()
    assert two[0].name == "Tỉnh Khác"
    assert [row.act.kind for row in Succession.objects.out_of(two[0])] == ["rename"]
    assert not Succession.objects.into(two[0])


@pytest.mark.parametrize(
    ("kind", "shares", "says"),
    [
        ("merge", [], "ít nhất một"),
        ("merge", [Share("HG", "TQ", Fraction(1, 2))], "100%"),
        ("merge", [Share("HG", "TQ", Fraction(1, 2)), Share("HG", "SNV", Fraction(1, 2))], "trọn"),
        ("transfer", [Share("HG", "TQ", Fraction(0))], "trên 0"),
        ("transfer", [Share("HG", "TQ", Fraction(3, 2))], "trên 0"),
        ("transfer", [Share("HG", "TQ", WHOLE), Share("HG", "TQ", WHOLE)], "hai lần"),
        ("transfer", [Share("HG", "KHONG-CO", WHOLE)], "KHONG-CO"),
        ("split", [Share("HG", "TQ", WHOLE)], "hai đơn vị"),
    ],
)  # fmt: skip
def test_an_impossible_act_is_refused_and_leaves_nothing(coordinator, two, kind, shares, says):
    with pytest.raises(ValidationError) as refusal:
        reorganise(act(kind), shares, by=coordinator)
    assert says in " ".join(refusal.value.messages)
    assert (Reorganisation.objects.count(), Event.objects.count()) == (0, 0)


def test_a_reorganisation_cites_its_decision(coordinator, two):
    with pytest.raises(ValidationError) as refusal:
        reorganise(act("merge", decision=""), [Share("HG", "TQ", WHOLE)], by=coordinator)
    assert "decision" in refusal.value.message_dict


def test_a_unit_ends_once(coordinator, two):
    reorganise(act("merge"), [Share("HG", "TQ", WHOLE)], by=coordinator)
    with pytest.raises(ValidationError, match="30/06/2025"):
        reorganise(act("merge"), [Share("HG", "SNV", WHOLE)], by=coordinator)


def test_an_officer_may_not_reorganise(two):
    with pytest.raises(PermissionDenied):
        reorganise(act("merge"), [Share("HG", "TQ", WHOLE)], by=appointed(Role.OFFICER))


def stored(parts, two) -> None:
    """Write shares past the program, as a stranger would."""
    with transaction.atomic():
        made = act("transfer")
        made.save()
        for number, part in enumerate(parts):
            Succession.objects.create(
                act=made, predecessor=two[0], successor=UnitFactory(code=f"N{number}"),
                share_numerator=part.numerator, share_denominator=part.denominator,
            )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_adds_the_shares_exactly(two):
    stored([Fraction(1, 3)] * 3, two)


def test_the_database_refuses_shares_that_do_not_make_one(two):
    with pytest.raises(IntegrityError, match="do not make 1"):
        stored([Fraction(333333333333, 10**12)] * 3, two)


@pytest.mark.parametrize("table", [Reorganisation, Succession])
def test_lineage_is_never_changed_once_written(coordinator, two, table):
    reorganise(act("merge"), [Share("HG", "TQ", WHOLE)], by=coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        table.objects.all().delete()


class Shares(TestCase):
    """Whatever the parts: they make one exactly, or they are refused."""

    @given(st.lists(st.integers(1, 10**6), min_size=1, max_size=9))
    def test_parts_of_a_whole_are_accepted_and_a_hair_more_is_not(self, weights):
        total = sum(weights)
        shares = [Share("A", f"N{at}", Fraction(w, total)) for at, w in enumerate(weights)]
        check_shares(shares)
        hair = Share("A", "extra", Fraction(1, 10**9))
        with pytest.raises(ValidationError):
            check_shares([*shares, hair])


def test_the_rounding_twin_lets_a_hair_pass():
    shares = [Share("A", f"N{at}", Fraction(333333333, 10**9)) for at in range(3)]
    check_rounded_shares(shares)
    with pytest.raises(ValidationError):
        check_shares(shares)


def test_rights_follow_the_merger_at_the_very_next_request(client, coordinator, two):
    """T11: the officer of a merged unit loses the office, one appointed to the successor has it."""
    old = appointed(Role.OFFICER, two[0])
    arriving = UserFactory()
    AppointmentFactory(user=arriving, unit=two[1], valid_from=DAY)
    client.force_login(old)
    assert old.username in client.get("/people/my-roles/").content.decode()
    assert [u.code for u in User.objects.get(pk=old.pk).units(Role.OFFICER)] == ["HG"]

    reorganise(act("merge"), [Share("HG", "TQ", WHOLE)], by=coordinator)

    assert User.objects.get(pk=old.pk).units(Role.OFFICER) == []
    assert [u.code for u in User.objects.get(pk=arriving.pk).units(Role.OFFICER)] == ["TQ"]
    assert Appointment.objects.get(user=old).valid_to is None  # nothing had to be rewritten
