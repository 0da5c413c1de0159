"""What became of every leaf of an older version, and where its points go (design 5, S3-17)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpar.scoring.marks import Mark, Status
from openpar.scoring.sets.check_crosswalk import check_crosswalk
from openpar.scoring.sets.crosswalk import (
    Crosswalk,
    Line,
    Relation,
    carried,
    compose,
)
from openpar.scoring.sets.crosswalk_proposal import line_of, propose, usual_shares
from openpar.scoring.sets.differences import differences
from openpar.scoring.sets.model import CriteriaSet, EvidenceRequirement, Node, Source
from openpar.scoring.sets.reading import read_set
from tests.factories import SMALL_SET

KEPT, REWORDED, REWEIGHTED = Relation.KEPT, Relation.REWORDED, Relation.REWEIGHTED
SPLIT, MERGED, NEW, DROPPED = Relation.SPLIT, Relation.MERGED, Relation.NEW, Relation.DROPPED


def a_set(*leaves: Node) -> CriteriaSet:
    """A set of one field with these leaves."""
    total = sum(leaf.maximum for leaf in leaves)
    return CriteriaSet(
        "bo", "Bộ", "department", total, (Node("F", "Field", total, children=leaves),)
    )


def leaf(code: str, title: str = "", maximum: object = 2, **more: object) -> Node:
    return Node(code, title or f"Tiêu chí {code}", maximum, **more)


def relations(crosswalk: Crosswalk) -> dict[tuple, Relation]:
    return {(line.old, line.new): line.relation for line in crosswalk.lines}


# --- the proposal -------------------------------------------------------------------------------


def test_an_inserted_criterion_moves_the_codes_after_it_and_titles_find_them():
    reports, plan = "Thực hiện chế độ báo cáo", "Ban hành kế hoạch"
    old = a_set(leaf("1.1", plan), leaf("1.2", reports))
    new = a_set(leaf("1.1", plan), leaf("1.2", "Tuyên truyền"), leaf("1.3", reports))
    assert relations(propose(old, new)) == {
        (("1.1",), ("1.1",)): KEPT,
        ((), ("1.2",)): NEW,
        (("1.2",), ("1.3",)): KEPT,
    }


def test_a_changed_title_is_reworded_and_a_changed_maximum_reweighted():
    old = a_set(leaf("1", "Thực hiện chế độ báo cáo"), leaf("2"), leaf("3", "Một cửa"))
    new = a_set(
        leaf("1", "Thực hiện chế độ báo cáo quý"),
        leaf("2", maximum=Fraction(3, 2)),
        leaf("4", "Sách"),
    )
    found = propose(old, new)
    assert [line.relation for line in found.lines] == [REWORDED, REWEIGHTED, DROPPED, NEW]
    assert found.lines[1].shares == (Fraction(3, 4),)
    assert check_crosswalk(found, old, new) == []


def test_another_leading_agency_or_milestone_is_told_and_keeps_the_leaf():
    before, after = leaf("1"), leaf("1", lead="SNV", due=date(2026, 12, 15))
    assert line_of(before, after).relation is KEPT
    told = [one.text("vi") for one in differences(before, a_set(before), after, a_set(after))]
    assert told == ["Cơ quan chủ trì: thêm “SNV”", "Mốc chấm điểm: thêm “15/12/2026”"]


def test_every_changed_field_is_told_in_both_languages():
    text = SMALL_SET.replace("{code}", "bo")
    old = read_set(text)
    new = read_set(
        text.replace("title: Thực hiện chế độ báo cáo", "title: Chế độ báo cáo")
        .replace("maximum: 2", "maximum: 1.5")
        .replace("each: 0.25", "each: 0.5")
    )
    before, after = list(old.leaves())[1], list(new.leaves())[1]
    said = {one.field: one for one in differences(before, old, after, new)}
    assert list(said) == ["title", "maximum", "rule"]
    assert said["maximum"].text("vi") == "Điểm tối đa: “2” thành “1,5”"
    assert said["maximum"].text("en") == "Maximum points: “2” became “1.5”"
    assert "0,25" in said["rule"].old("vi")
    assert "0.5" in said["rule"].new("en")


def test_evidence_and_source_are_told():
    before = leaf("1", evidence=(EvidenceRequirement("plan", "Kế hoạch"),))
    after = leaf("1", source=Source.SURVEY)
    told = [one.text("en") for one in differences(before, a_set(before), after, a_set(after))]
    assert told == [
        "Evidence: dropped: “Kế hoạch”",
        "Source of points: “self-assessment and appraisal” became “sociological survey”",
    ]


# --- checks -------------------------------------------------------------------------------------

OLD = a_set(leaf("1"), leaf("2"), leaf("3", maximum=3))
GOOD = Crosswalk((
    Line(SPLIT, ("1",), ("a", "b"), (Fraction(1, 4), Fraction(3, 4))),
    Line(MERGED, ("2", "3"), ("c",), (1, 1)),
))  # fmt: skip
AFTER = a_set(leaf("a"), leaf("b"), leaf("c", maximum=5))


def test_a_sound_crosswalk_has_no_defect():
    assert check_crosswalk(GOOD, OLD, AFTER) == []


@pytest.mark.parametrize(
    ("line", "check", "said"),
    [
        (Line(SPLIT, ("1",), ("a", "b"), (Fraction(1, 4), Fraction(1, 4))), "X3", "phải bằng 1"),
        (Line(SPLIT, ("1",), ("a", "b"), (1,)), "X3", "cần 2 tỷ phần"),
        (Line(SPLIT, ("1",), ("a", "b"), (2, -1)), "X3", "lớn hơn 0"),
        (Line(SPLIT, ("1",), ("a",), ()), "X2", "ít nhất hai mã mới"),
        (Line(MERGED, ("1",), ("a",), ()), "X2", "ít nhất hai mã cũ"),
        (Line(MERGED, ("1", "2"), ("a",), (1, 1)), "X3", "điểm tối đa là 2"),
        (Line(KEPT, ("3",), ("a",), (1,)), "X4", "phải là điều chỉnh điểm"),
        (Line(REWEIGHTED, ("1",), ("a",), (1,)), "X4", "không đổi"),
        (Line(REWEIGHTED, ("3",), ("a",), (1,)), "X3", "chia điểm tối đa cũ"),
        (Line(KEPT, ("9",), ("a",), (1,)), "X1", "không có tiêu chí cũ nào"),
    ],
)
def test_each_check_finds_its_defect(line, check, said):
    found = check_crosswalk(GOOD.put(line), OLD, AFTER)
    assert any(one.check == check and said in one.vi for one in found), found


def test_a_leaf_in_no_line_or_in_two_is_a_defect():
    twice = Crosswalk((*GOOD.lines, Line(NEW, (), ("c",))))
    assert "có 2 dòng" in check_crosswalk(twice, OLD, AFTER)[0].vi
    none = Crosswalk(GOOD.lines[:1])
    assert [one.vi.partition(":")[0] for one in check_crosswalk(none, OLD, AFTER)] == [
        "2",
        "3",
        "c",
    ]


def test_shares_of_a_split_without_room_for_all_points_are_left_out():
    parts = [leaf("a", maximum=1), leaf("b", maximum=3)]
    assert usual_shares(SPLIT, [leaf("1", maximum=4)], parts) == (Fraction(1, 4), Fraction(3, 4))
    assert usual_shares(SPLIT, [leaf("1", maximum=5)], parts) == ()


# --- points -------------------------------------------------------------------------------------


def scored(points: object) -> Mark:
    return Mark.scored(points, 9)


def test_points_are_divided_and_added_exactly():
    found = carried(GOOD, {"1": scored(1), "2": scored(Fraction(1, 3)), "3": scored(2)}, AFTER)
    assert {code: one.mark.points for code, one in found.items()} == {
        "a": Fraction(1, 4), "b": Fraction(3, 4), "c": Fraction(7, 3),
    }  # fmt: skip


def test_what_is_no_score_is_never_carried_as_zero():
    other = Mark(Status.NOT_APPLICABLE, None, 2)
    found = carried(GOOD, {"1": other, "2": other, "3": scored(2)}, AFTER)
    assert found["a"].mark.status is Status.NOT_APPLICABLE
    assert found["c"].mark.status is Status.UNDETERMINED
    assert carried(GOOD, {"1": scored(1)}, AFTER)["c"].mark is None
    without = GOOD.put(Line(SPLIT, ("1",), ("a", "b")))
    assert carried(without, {"1": scored(1)}, AFTER)["a"].mark.status is Status.UNDETERMINED


# --- laws ---------------------------------------------------------------------------------------

parts = st.integers(1, 6)
fractions = st.builds(Fraction, st.integers(0, 12), st.integers(1, 7))


class Making:
    """Draws a newer set leaf by leaf, with the line of each."""

    def __init__(self, draw, mark: str) -> None:
        self.draw, self.mark = draw, mark
        self.made: list[Node] = []

    def arrive(self, maximum: object) -> str:
        self.made.append(leaf(f"{self.mark}{len(self.made)}", maximum=maximum))
        return self.made[-1].code

    def line(self, one: Node, left: list[Node]) -> Line:
        kind = self.draw(st.sampled_from(list(Relation)))
        if kind is SPLIT:
            codes = tuple(self.arrive(one.maximum) for _ in range(self.draw(st.integers(2, 3))))
            weights = [self.draw(parts) for _ in codes]
            shares = tuple(Fraction(weight, sum(weights)) for weight in weights)
            return Line(SPLIT, (one.code,), codes, self.draw(st.sampled_from([shares, ()])))
        if kind is MERGED and left:
            two = left.pop(0)
            code = self.arrive(one.maximum + two.maximum)
            return Line(MERGED, (one.code, two.code), (code,), (1, Fraction(1, 2)))
        if kind is REWEIGHTED:
            code = self.arrive(one.maximum + self.draw(parts))
            return Line(kind, (one.code,), (code,), (Fraction(self.made[-1].maximum, one.maximum),))
        if kind is DROPPED:
            return Line(DROPPED, (one.code,))
        relation = kind if kind in (KEPT, REWORDED) else KEPT
        return Line(relation, (one.code,), (self.arrive(one.maximum),), (1,))


@st.composite
def versions(draw, old: CriteriaSet | None = None, mark: str = "n"):
    """An older set, a newer one and their crosswalk, by a random choice at every leaf."""
    if old is None:
        count = draw(st.integers(1, 8))
        old = a_set(*(leaf(f"o{n}", maximum=draw(parts)) for n in range(count)))
    making, left, lines = Making(draw, mark), list(old.leaves()), []
    while left:
        one = left.pop(0)
        lines.append(making.line(one, left))
    for _ in range(draw(st.integers(0 if making.made else 1, 2))):
        lines.append(Line(NEW, (), (making.arrive(draw(parts)),)))
    new = a_set(*making.made)
    return old, new, Crosswalk(tuple(lines)).in_order(old, new)


@given(versions())
def test_a_crosswalk_made_by_the_rules_has_no_defect_and_every_leaf_once(made):
    old, new, crosswalk = made
    assert check_crosswalk(crosswalk, old, new) == []
    assert sorted(c for line in crosswalk.lines for c in line.old) == sorted(
        one.code for one in old.leaves()
    )


@given(versions())
def test_a_set_against_itself_is_all_kept(made):
    old, _new, _crosswalk = made
    found = propose(old, old)
    assert {line.relation for line in found.lines} == {KEPT}
    assert check_crosswalk(found, old, old) == []


@given(versions())
def test_the_proposal_itself_is_always_sound(made):
    old, new, _crosswalk = made
    assert check_crosswalk(propose(old, new), old, new) == []


@given(versions(), st.data())
def test_a_corrected_line_leaves_every_leaf_in_exactly_one_line(made, data):
    old, new, crosswalk = made
    olds = data.draw(st.lists(st.sampled_from([one.code for one in old.leaves()]), unique=True))
    news = data.draw(st.lists(st.sampled_from([one.code for one in new.leaves()]), unique=True))
    corrected = crosswalk.put(Line(MERGED, tuple(olds), tuple(news)))
    assert not [one for one in check_crosswalk(corrected, old, new) if one.check == "X1"]


@given(versions(), st.data())
def test_two_steps_at_once_carry_what_two_steps_carry_and_never_anything_else(made, data):
    old, middle, first = made
    _middle, new, second = data.draw(versions(old=middle, mark="z"))
    marks = {one.code: Mark.scored(data.draw(fractions), one.maximum) for one in old.leaves()}
    known = {code: one.mark for code, one in carried(first, marks, middle).items() if one.mark}
    stepwise, at_once = carried(second, known, new), carried(compose(first, second), marks, new)

    composed = compose(first, second)
    assert not [one for one in check_crosswalk(composed, old, new) if one.check in ("X1", "X2")]
    for code, one in at_once.items():
        if one.mark is not None and one.mark.points is not None:
            assert stepwise[code].mark == one.mark


@given(versions())
def test_composing_with_the_same_set_changes_nothing(made):
    old, new, crosswalk = made
    assert set(compose(crosswalk, propose(new, new)).lines) == set(crosswalk.lines)
    assert {replace(line, note="") for line in compose(propose(old, old), crosswalk).lines} == set(
        crosswalk.lines
    )
