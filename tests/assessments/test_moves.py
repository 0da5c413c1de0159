"""Who moves a sheet from which state: every cell of the table is written down (T09)."""

import itertools

import pytest

from openpar.assessments import moves
from openpar.assessments.models import State
from tests.factories_life import bring, life
from tests.naive.moves_by_role import may_by_role_alone

pytestmark = pytest.mark.django_db

ROLES = (
    "officer", "head", "deputy", "coordinator", "contributor", "head elsewhere", "auditor",
)  # fmt: skip
PREPARING, SIGNING = {"officer", "head", "deputy"}, {"head", "deputy"}
NOBODY: set[str] = set()

#: Who may, by state and move, in a cycle whose sheets the head signs and no supplement phase is
#: open. A cell that is not written down fails the test.
TABLE = {
    State.DRAFT: {
        "send_up": PREPARING, "take_back": NOBODY, "return_inside": NOBODY, "sign": NOBODY,
        "submit": NOBODY, "return_for_repair": NOBODY, "supplement": NOBODY,
        "ask_supplement": NOBODY, "grant_supplement": NOBODY, "refuse_supplement": NOBODY,
        "close_reopening": NOBODY,
    },
    State.WITH_HEAD: {
        "send_up": NOBODY, "take_back": PREPARING, "return_inside": SIGNING, "sign": SIGNING,
        "submit": NOBODY, "return_for_repair": NOBODY, "supplement": NOBODY,
        "ask_supplement": NOBODY, "grant_supplement": NOBODY, "refuse_supplement": NOBODY,
        "close_reopening": NOBODY,
    },
    State.SIGNED: {
        "send_up": NOBODY, "take_back": NOBODY, "return_inside": SIGNING, "sign": NOBODY,
        "submit": PREPARING, "return_for_repair": NOBODY, "supplement": NOBODY,
        "ask_supplement": NOBODY, "grant_supplement": NOBODY, "refuse_supplement": NOBODY,
        "close_reopening": NOBODY,
    },
    State.SUBMITTED: {
        "send_up": NOBODY, "take_back": NOBODY, "return_inside": NOBODY, "sign": NOBODY,
        "submit": NOBODY, "return_for_repair": {"coordinator"}, "supplement": NOBODY,
        "ask_supplement": PREPARING, "grant_supplement": NOBODY, "refuse_supplement": NOBODY,
        "close_reopening": NOBODY,
    },
    State.REOPENED: {
        "send_up": PREPARING, "take_back": NOBODY, "return_inside": NOBODY, "sign": NOBODY,
        "submit": NOBODY, "return_for_repair": NOBODY, "supplement": NOBODY,
        "ask_supplement": NOBODY, "grant_supplement": NOBODY, "refuse_supplement": NOBODY,
        "close_reopening": PREPARING,
    },
}  # fmt: skip


def test_every_cell_is_written_down():
    assert {state: set(row) for state, row in TABLE.items()} == {
        state: set(moves.MOVES) for state in State if state != State.SET_ASIDE
    }


@pytest.mark.parametrize("state", list(TABLE))
def test_each_role_makes_the_moves_of_its_cells_and_no_others(state):
    made = life()
    sheet = bring(made, state)
    people = made.people
    assert set(people) == set(ROLES)
    for who, name in itertools.product(ROLES, moves.MOVES):
        verdict = moves.may(people[who], sheet, name)
        assert bool(verdict) == (who in TABLE[state][name]), (state, name, who, verdict.reason)
        assert verdict or verdict.reason.endswith(".")


def test_the_twin_that_asks_the_role_alone_signs_for_another_unit_and_out_of_place():
    made = life()
    elsewhere = made.people["head elsewhere"]
    assert may_by_role_alone(elsewhere, made.sheet, "sign")
    assert not moves.may(elsewhere, bring(made, State.WITH_HEAD), "sign")


def test_without_the_heads_signature_the_direct_way_stays():
    made = life(signed=False)
    assert moves.may(made.officer, made.fresh(), "submit")
    assert not moves.may(made.officer, made.fresh(), "send_up")


def test_nothing_leads_on_from_a_sheet_that_was_set_aside():
    assert not any(State.SET_ASIDE in move.sources for move in moves.MOVES.values())
