"""Ranks from high to low: ties, keys in order, and units that never shift a rank (R35, S3-30)."""

import pytest

from openpar.scoring.ranking import Contestant, Tie, rank_cohort
from openpar.scoring.sets.model import Cohort
from tests.scoring.rounds.building import by_unit, files, points_set, score


def ranks(cohort: Cohort, *indices: int | None) -> list[int | None]:
    units = [Contestant(str(at), index) for at, index in enumerate(indices)]
    return list(rank_cohort(cohort, units).ranks.values())


def test_equal_units_share_a_rank_and_the_next_is_left_out():
    """Thanh Hóa 15, Yên Bái 15, Hậu Giang 17 in the DTI of 2022."""
    assert ranks(Cohort("so", ""), 90, 85, 85, 80) == [1, 2, 2, 4]


def test_dense_ranks_leave_no_gap():
    assert ranks(Cohort("so", "", shared_ranks="dense"), 90, 85, 85, 80) == [1, 2, 2, 3]


def test_an_unknown_index_has_no_rank_and_shifts_none():
    assert ranks(Cohort("so", ""), None, 85, None, 90) == [None, 2, None, 1]


def test_a_cohort_that_is_not_ranked_has_no_ranks():
    assert ranks(Cohort("dt", "", ranked=False), 90, 80) == [None, None]


def tie_set(ties: str, rank_on: str = "rounded") -> str:
    cohorts = f"cohorts: [{{code: so, title: S, ties: [{ties}], rank_on: {rank_on}}}]\n"
    text = points_set(10, "1:4 2:6", cohorts)
    return text.replace("title: T2, maximum: 6", "title: T2, maximum: 6, source: survey")


EQUAL = "a,1,x,4 a,2,x,3 b,1,x,3 b,2,x,4 c,1,x,2 c,2,x,5"


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ("field 2", {"a": 3, "b": 2, "c": 1}),
        ("criterion 1", {"a": 1, "b": 2, "c": 3}),
        ("survey", {"a": 3, "b": 2, "c": 1}),
        ("appraisal", {"a": 1, "b": 2, "c": 3}),
        ('"input [1].x"', {"a": 1, "b": 2, "c": 3}),
        ("", {"a": 1, "b": 1, "c": 1}),
    ],
)
def test_a_tie_key_parts_units_of_equal_index(ties, expected):
    units = by_unit(score(files(tie_set(ties), "a b c", answers=EQUAL)))
    assert {code: row.rank for code, row in units.items()} == expected


def test_keys_are_asked_in_order_and_minutes_come_last():
    answers = "a,1,x,4 a,2,x,3 b,1,x,4 b,2,x,3 c,1,x,2 c,2,x,5"
    texts = files(
        tie_set("field 2, manual"), "a b c", answers=answers, ties="so,b,1,BB-07 so,a,2,BB-07"
    )
    result = score(texts)
    assert {code: row.rank for code, row in by_unit(result).items()} == {"c": 1, "b": 2, "a": 3}
    assert result.ties == [Tie("so", 1, ("a", "b", "c"), "manual")]


def test_a_tie_left_open_is_reported():
    answers = "a,1,x,4 a,2,x,3 b,1,x,4 b,2,x,3 c,1,x,4 c,2,x,4"
    result = score(files(tie_set("field 2, manual"), "a b c", answers=answers))
    assert result.ties == [Tie("so", 2, ("a", "b"))]
    assert result.ties[0].is_open


@pytest.mark.parametrize(("rank_on", "rank"), [("rounded", 1), ("unrounded", 2)])
def test_a_cohort_ranks_on_the_rounded_or_on_the_full_index(rank_on, rank):
    """80.001 and 80.004 are both published as 80.00."""
    answers = "a,1,x,4 a,2,x,4.0001 b,1,x,4 b,2,x,4.0004"
    units = by_unit(score(files(tie_set("", rank_on), answers=answers)))
    assert [row.index_published for row in units.values()] == ["80.00", "80.00"]
    assert (units["a"].rank, units["b"].rank) == (rank, 1)


def test_special_agencies_never_shift_a_rank():
    """S3-28, S3-29: with or without them, the ranks of the departments are the same."""
    cohorts = "cohorts: [{code: so, title: S}, {code: dt, title: D, ranked: no}]\n"
    text = points_set(10, "1:4 2:6", cohorts)
    answers = "a,1,x,3 a,2,x,3 b,1,x,2 b,2,x,2 s,1,x,4 s,2,x,6 t,1,x,3 t,2,x,3"
    texts = files(text, answers=answers)
    texts["round.yaml"] = texts["round.yaml"].replace("{so: s}", "{so: s, dt: s}")
    texts["units.csv"] = "unit,name,cohort\ns,S,dt\na,A,so\nt,T,dt\nb,B,so\n"
    units = by_unit(score(texts))
    assert {code: row.rank for code, row in units.items()} == {"s": None, "a": 1, "t": None, "b": 2}
    assert units["s"].index == 100


def test_two_sets_give_three_tables():
    """S3-31: departments, special agencies and localities, each with its own table."""
    cohorts = "cohorts: [{code: so, title: S}, {code: dt, title: D, ranked: no}]\n"
    texts = files(points_set(10, "1:4 2:6", cohorts))
    texts["t.yaml"] = points_set(5, "1:5").replace("thu", "huyen-thu")
    texts["round.yaml"] = (
        "year: 2022\nsets: {s: s.yaml, t: t.yaml}\ncohorts: {so: s, dt: s, huyen: t}\n"
    )
    texts["units.csv"] = "unit,name,cohort\nh,H,huyen\ns,S,dt\na,A,so\ng,G,huyen\n"
    texts["answers.csv"] = "unit,criterion,input,value\n" + "".join(
        f"{row}\n" for row in ("h,1,x,5", "g,1,x,4", "s,1,x,4", "s,2,x,6", "a,1,x,1", "a,2,x,1")
    )
    tables = {code: [row.unit for row in rows] for code, rows in score(texts).by_cohort()}
    assert tables == {"so": ["a"], "dt": ["s"], "huyen": ["h", "g"]}


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("date", ("2026-01-02", "2026-03-04"), {"a": 2, "b": 1}),
        ("yes_no", ("yes", "no"), {"a": 1, "b": 2}),
        ("choice, options: {k: K, l: L}", ("k", "l"), {"a": 1, "b": 1}),
        ("number", ("", "1"), {"a": 2, "b": 1}),
    ],
)
def test_an_input_parts_a_tie_where_it_has_an_order(kind, values, expected):
    text = tie_set('"input [1].y"').replace(
        "x: {type: number}", f"x: {{type: number}}, y: {{type: {kind}}}", 1
    )
    answers = "a,1,x,4 a,2,x,3 b,1,x,4 b,2,x,3 " + " ".join(
        f"{unit},1,y,{value}" for unit, value in zip("ab", values, strict=True)
    )
    units = by_unit(score(files(text, answers=answers)))
    assert {code: row.rank for code, row in units.items()} == expected
