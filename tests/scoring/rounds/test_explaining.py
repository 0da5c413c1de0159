"""Why a unit got these points: sentences that an officer understands, in two languages."""

import pytest

from openpar.scoring.rounds.display import explain_unit, table_text
from openpar.scoring.rounds.explaining import Explainer
from tests.scoring.rounds.building import HEAD, by_unit, files, points_set, score

SURVEY = (
    HEAD % 20
    + """
rounding: {at: [criterion, index], digits: 2, mode: half_up}
not_applicable: reduce_max
survey: {when_not_held: WHEN}
fields:
- code: "1"
  title: Chỉ đạo
  title_en: Direction
  maximum: 12
  not_applicable: gross_up
  criteria:
  - {code: "1.1", title: Kế hoạch, title_en: Plan, maximum: 4, inputs: {x: {type: number}},
     rule: {points: x}}
  - {code: "1.2", title: Báo cáo, maximum: 8, inputs: {x: {type: number}}, rule: {points: x}}
- {code: "2", title: Hài lòng, maximum: 8, source: survey,
   rule: {measure: {survey: all}, map: {line: {target: 1}}}}
"""
)


def made(when="missing", text=SURVEY, **tables):
    tables.setdefault("answers", "a,1.1,x,3 a,1.2,x,6")
    texts = files(text.replace("WHEN", when), "a", **tables)
    texts["survey.yaml"] = "options: {A: 1, B: 0, k: none}\ngroups: {hdnd: 1, dan: 1}\n"
    return score(texts)


def steps(result, code, language="en"):
    row = by_unit(result)["a"]
    leaf = row.plan.parts[code].node
    return [step.text for step in Explainer(result, language).steps(row, leaf)]


def test_an_accepted_claim_is_explained_with_its_ground_and_its_effect():
    result = made(claims="a,1.1,not_applicable,Không_có_kế_hoạch,accepted")
    assert steps(result, "1.1", "vi") == [
        "Căn cứ: đề nghị không áp dụng của đơn vị đã được chấp nhận (Không_có_kế_hoạch).",
        "Kết quả: không áp dụng.",
        "Điểm tối đa của tiêu chí được quy đổi cho phần còn lại của “Chỉ đạo”.",
    ]


def test_a_layer_over_the_rule_is_explained_with_what_it_replaced_and_why():
    result = made(points="a,1.1,self,4, a,1.1,council,2.125,Thiếu_minh_chứng.")
    assert steps(result, "1.1")[-4:] == [
        "The result is the council score: 2.125 points, "
        "in place of points computed by the rule 3; self-assessment score 4.",
        "Reason: Thiếu_minh_chứng.",
        "Rounded to 2 decimals: 2.13 points.",
        "Points: 2.13 points of at most 4 points.",
    ]


def test_a_layer_without_figures_says_that_the_rule_gave_none():
    result = made(answers="a,1.2,x,6", points="a,1.1,appraised,2,")
    assert "in place of points computed by the rule none." in steps(result, "1.1")[1]


def test_survey_points_say_how_many_answered_and_which_group_was_silent():
    result = made(survey="a,2,hdnd,q1,k,4 a,2,dan,q1,A,3 a,2,dan,q1,B,1")
    assert steps(result, "2")[:2] == [
        "Survey: 75% from 4 answers with an opinion.",
        "Groups without answers: hdnd; their weight is shared among the others.",
    ]


def test_survey_points_of_several_groups_name_each_group_with_its_weight():
    result = made(survey="a,2,hdnd,q1,B,4 a,2,dan,q1,A,3 a,2,dan,q1,B,1")
    assert steps(result, "2")[:3] == [
        "Survey: 37.5% from 8 answers with an opinion.",
        "Group hdnd: 0%, weight 1.",
        "Group dan: 75%, weight 1.",
    ]


def test_a_survey_nobody_answered_is_missing_and_one_not_held_may_leave_the_total():
    assert steps(made(), "2")[-1] == "The unit's index stays unknown until this is settled."
    assert steps(made("rescale"), "2") == [
        "Ground: no survey was held.",
        "Result: not applicable.",
        "The whole score is rescaled to the full scale.",
    ]


@pytest.mark.parametrize(
    ("leaf", "said"),
    [
        (
            'code: "1", due: 2027-01-15',
            [
                "Ground: its milestone is 2027-01-15, after the closing date 2026-12-31.",
                "Result: not yet due.",
                "It leaves both points and maximum.",
            ],
        ),
        (
            'code: "1", not_applicable: {policy: full, when: "x == 3"}',
            [
                "Ground: the set's own condition for not applying holds.",
                "No occurrence earns the maximum.",
                "Points: 4 points of at most 4 points.",
            ],
        ),
        (
            'code: "1", applies: unit.border',
            [
                "Ground: what tells whether the criterion is part of this unit's set.",
                "Result: missing.",
            ],
        ),
    ],
)
def test_what_overrules_the_rule_is_said(leaf, said):
    text = points_set(10, "1:4 2:6").replace('code: "1"', leaf)
    assert steps(made(text=text, answers="a,1,x,3 a,2,x,1"), "1") == said


def test_a_whole_unit_is_explained_group_by_group_and_then_its_index():
    extra = (
        "bonus: {criteria: [{code: T, title: Thưởng, maximum: 2, inputs: {x: {type: number}}, "
        "rule: {points: x}}]}\ncohorts: [{code: so, title: S}]\n"
    )
    text = points_set(10, "1:4 2:6", extra)
    result = made(text=text, answers="a,1,x,3 a,2,x,1 a,T,x,0.5")
    assert explain_unit(result, "a", language="vi").splitlines()[-3:] == [
        "Điểm thưởng: 0,5 điểm.",
        "Chỉ số = 4,5 điểm ÷ 10 điểm tối đa × 100 = 45,00%.",
        "Hạng: 1.",
    ]


def test_a_group_is_explained_with_its_points_and_everything_below():
    lines = explain_unit(made(), "a", "1", "en").splitlines()
    assert lines[1] == "1. Direction: 9 / 12 points"
    assert [line for line in lines if line.startswith("1.")][1:] == [
        "1.1. Plan (at most 4 points)",
        "1.2. Báo cáo (at most 8 points)",
    ]
    unknown = explain_unit(made(answers="a,1.1,x,1"), "a", "1", "en").splitlines()
    assert unknown[1] == "1. Direction: … / 12 points"


def test_a_group_of_which_nothing_applies_says_so():
    claims = " ".join(f"a,{code},not_applicable,x,accepted" for code in ("1.1", "1.2"))
    lines = explain_unit(made(claims=claims), "a", "1", "en").splitlines()
    assert lines[1] == "1. Direction: not applicable"


def test_the_table_notes_why_there_is_no_index_no_class_and_who_is_tied():
    cohorts = """cohorts:
- code: so
  title: S
  ties: [field 1]
  classes:
  - {title: Tốt, from: 90, all_of: ["lowest_share > 90%"]}
  - {title: Yếu, from: 0, below: 50}
"""
    text = points_set(10, "1:4 2:6", cohorts)
    answers = "a,1,x,3.2 a,2,x,6 b,1,x,3.2 b,2,x,6 c,1,x,4 c,2,x,1 d,1,x,1 d,2,x,4"
    table = table_text(score(files(text, "a b c d e", answers=answers)), "en")
    assert "the points fit 'Tốt' but its condition fails" in table
    assert "no band holds this index" in table
    assert "unknown: 1, 2" in table
    assert "Shared rank 1: a, b." in table
    assert "Equal index, parted by field 1: c, d." in table


def test_a_long_list_of_unknown_criteria_is_cut_in_the_table():
    text = points_set(10, " ".join(f"{at}:1" for at in range(1, 11)))
    assert "chưa tính được: 1, 2, 3, 4, 5, 6 … (+4)" in table_text(score(files(text, "a")))


def test_a_unit_to_which_nothing_applies_says_so():
    claims = "a,1,not_applicable,x,accepted a,2,not_applicable,x,accepted"
    result = score(files(points_set(10, "1:4 2:6"), "a", claims=claims))
    assert "no criterion applies" in table_text(result, "en")
    assert explain_unit(result, "a", language="en").endswith("Index (%): no criterion applies.\n")
