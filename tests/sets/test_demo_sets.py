"""The four demonstration sets are complete, add up, and use the whole rule language."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from openpar.cli.check import check_file
from openpar.scoring.language.adjustments import ADJUSTMENTS
from openpar.scoring.language.maps import MAPS
from openpar.scoring.language.measures import MEASURES
from openpar.scoring.language.tree import Map, Rule
from openpar.scoring.sets.check import check_set
from openpar.scoring.sets.model import CriteriaSet, Node, Policy, Source
from openpar.scoring.sets.reading import read_set

SETS = Path(__file__).parents[2] / "sets"
CODES = ("minh-hoa-2022-so", "minh-hoa-2022-huyen", "minh-hoa-2026-so", "minh-hoa-2026-xa")
EVIDENCE = {
    "plan", "implementation", "report", "directive", "decision", "minutes", "list", "statistics",
    "link", "photo",
}  # fmt: skip
EIGHT_FIELDS_OF_2022 = (
    "Công tác chỉ đạo, điều hành cải cách hành chính",
    "Xây dựng và tổ chức thực hiện văn bản quy phạm pháp luật",
    "Cải cách thủ tục hành chính",
    "Cải cách tổ chức bộ máy hành chính",
    "Cải cách chế độ công vụ",
    "Cải cách tài chính công",
    "Xây dựng và phát triển Chính quyền điện tử, Chính quyền số",
    "Tác động của cải cách hành chính",
)


@cache
def demo_set(code: str) -> CriteriaSet:
    return read_set((SETS / f"{code}.yaml").read_text(encoding="utf-8"))


def counts(criteria_set: CriteriaSet) -> tuple[int, int, int]:
    """Return fields, criteria and component criteria."""
    criteria = [criterion for field in criteria_set.fields for criterion in field.children]
    components = [component for criterion in criteria for component in criterion.children]
    return len(criteria_set.fields), len(criteria), len(components)


@pytest.mark.parametrize(
    ("code", "expected"), [("minh-hoa-2022-so", (8, 40, 49)), ("minh-hoa-2022-huyen", (8, 44, 50))]
)
def test_the_sets_of_2022_have_the_structure_of_the_scheme(code, expected):
    """S3-5, S3-6: leaves are partly criteria, partly component criteria."""
    criteria_set = demo_set(code)
    assert counts(criteria_set) == expected
    without = [c for f in criteria_set.fields for c in f.children if c.is_leaf]
    assert 0 < len(without) < expected[1]


@pytest.mark.parametrize("code", ["minh-hoa-2022-so", "minh-hoa-2022-huyen"])
def test_the_eight_fields_stand_in_their_order(code):
    """S3-7 … S3-14."""
    assert tuple(field.title for field in demo_set(code).fields) == EIGHT_FIELDS_OF_2022


@pytest.mark.parametrize(
    ("code", "least", "most"), [("minh-hoa-2026-so", 70, 100), ("minh-hoa-2026-xa", 60, 80)]
)
def test_the_sets_of_2026_are_as_large_as_real_ones(code, least, most):
    criteria_set = demo_set(code)
    assert least <= sum(1 for _ in criteria_set.leaves()) <= most
    assert criteria_set.bonus is not None
    assert criteria_set.penalty is not None


@pytest.mark.parametrize("code", CODES)
def test_points_add_up_at_every_node(code):
    criteria_set = demo_set(code)
    for field in criteria_set.fields:
        for node in field.walk():
            if node.children:
                assert sum(child.maximum for child in node.children) == node.maximum, node.code
            if node.maximum is not None:
                assert node.maximum * 4 == int(node.maximum * 4), node.code  # steps of 0.25
    inside = criteria_set.bonus.at_most if criteria_set.bonus and criteria_set.bonus.inside else 0
    assert sum(field.maximum for field in criteria_set.fields) + inside == criteria_set.total == 100


@pytest.mark.parametrize("code", CODES)
def test_a_demonstration_set_has_no_defect(code):
    assert check_set(demo_set(code)) == []
    assert check_file(SETS / f"{code}.yaml", "vi") == 0


@pytest.mark.parametrize("code", CODES)
def test_a_demonstration_set_says_that_it_is_no_official_annex(code):
    criteria_set = demo_set(code)
    assert criteria_set.kind == "example"
    assert "không phải phụ lục của văn bản nào" in criteria_set.note
    assert "not the annex of any document" in criteria_set.note
    assert "minh họa" in criteria_set.decision.issuer


@pytest.mark.parametrize("code", CODES)
def test_everything_is_told_in_both_languages(code):
    criteria_set = demo_set(code)
    assert criteria_set.title_en
    for node in nodes(criteria_set):
        assert all((node.title, node.title_en)), node.code
    for leaf in criteria_set.leaves():
        assert all((leaf.guide, leaf.guide_en)), leaf.code
        for given in leaf.inputs:
            assert all((given.title, given.title_en)), (leaf.code, given.name)
            assert given.unit or given.type in ("yes_no", "choice", "date", "list"), given.name


@pytest.mark.parametrize("code", CODES)
def test_every_criterion_has_a_lead_and_the_year_has_many_milestones(code):
    """S1-44 (no hole in the responsibility matrix), S4-13 (milestones)."""
    leaves = list(demo_set(code).leaves())
    assert [leaf.code for leaf in leaves if not leaf.lead] == []
    asked = [leaf for leaf in leaves if leaf.source is not Source.SURVEY]
    assert [leaf.code for leaf in asked if leaf.due is None] == []
    assert len({leaf.due.month for leaf in asked}) >= 8


@pytest.mark.parametrize("code", ["minh-hoa-2022-so", "minh-hoa-2022-huyen"])
def test_about_thirty_points_come_from_the_survey(code):
    survey = [leaf for leaf in demo_set(code).leaves() if leaf.source is Source.SURVEY]
    assert 28 <= sum(leaf.maximum for leaf in survey) <= 32
    assert all(not leaf.inputs for leaf in survey)  # never self-scored


def test_the_sets_use_every_measure_map_and_adjustment():
    rules = [rule for code in CODES for leaf in demo_set(code).leaves() for rule in parts(leaf)]
    measures = {rule.measure.kind for rule in rules if rule.measure is not None}
    maps = {rule.map.kind for rule in rules if rule.map is not None}
    adjustments = {adjustment.kind for rule in rules for adjustment in rule.adjustments}
    assert set(MEASURES) == measures
    assert set(MAPS) == maps
    assert set(ADJUSTMENTS) == adjustments
    kinds = {rule.kind for rule in rules}
    assert {"pipeline", "points", "cases", "best", "lowest", "sum", "monitor"} <= kinds


def test_the_sets_use_every_policy_source_and_kind_of_evidence():
    named = [node for code in CODES for node in nodes(demo_set(code))]
    policies = {node.not_applicable.policy for node in named} | {Policy.REDUCE_MAX}
    assert set(Policy) <= policies
    leaves = [node for node in named if node.is_leaf]
    assert {leaf.source for leaf in leaves} == set(Source)
    assert {requirement.kind for leaf in leaves for requirement in leaf.evidence} == EVIDENCE


def nodes(criteria_set: CriteriaSet) -> Iterator[Node]:
    for root in criteria_set.roots():
        yield from root.walk()


def parts(leaf: Node) -> Iterator[Rule]:
    """Yield the rule of a leaf and every rule inside it."""
    waiting = [leaf.rule] if leaf.rule else []
    while waiting:
        rule = waiting.pop()
        yield rule
        waiting += [*rule.parts, *(case.rule for case in rule.cases), *inside(rule.map)]


def inside(tree: Map | None) -> list[Rule]:
    """Return the rules that options or bands lead to."""
    if tree is None:
        return []
    points = [*(points for _, points in tree.choices), *(band.points for band in tree.bands)]
    return [each for each in points if isinstance(each, Rule)]
