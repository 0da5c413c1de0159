"""What is wrong in a round's files is named with file, line, column and what was expected."""

from fractions import Fraction

import pytest

from openpar.scoring.rounds.reading import RoundError, read_round, set_files
from openpar.scoring.rounds.tables import MOST_PROBLEMS
from tests.scoring.rounds.building import HEAD, files, points_set

TYPES = (
    HEAD % 1
    + """
rounding: {at: [index], digits: 2, mode: half_up}
not_applicable: reduce_max
fields:
- code: "1"
  title: T
  maximum: 1
  inputs:
    n: {type: count}
    r: {type: percent, least: 0, most: 1}
    m: {type: money}
    ok: {type: yes_no}
    c: {type: choice, options: {late: Chậm, none: Không}}
    d: {type: date}
    l: {type: list}
  rule: {points: 1}
"""
)


def problems(texts: dict[str, str], language: str = "en") -> list[str]:
    with pytest.raises(RoundError) as caught:
        read_round(texts)
    return [problem.sentence(language) for problem in caught.value.problems]


def value(given: str, text: str) -> object:
    texts = files(TYPES, "a")
    texts["answers.csv"] = f'unit,criterion,input,value\na,1,{given},"{text}"\n'
    return read_round(texts).answers[("1", given)].get("a")


@pytest.mark.parametrize(
    ("given", "text", "exact"),
    [
        ("n", "12", 12),
        ("r", "85%", Fraction(17, 20)),
        ("r", "85 %", Fraction(17, 20)),
        ("r", "0.85", Fraction(17, 20)),
        ("ok", "yes", True),
        ("ok", "no", False),
        ("c", "late", "late"),
        ("l", "K1; K2;K1;", frozenset({"K1", "K2"})),
        ("n", "", None),
        ("n", "  ", None),
    ],
)
def test_figures_are_read_by_their_type_and_empty_is_no_answer(given, text, exact):
    assert value(given, text) == exact


@pytest.mark.parametrize(
    ("given", "text", "said"),
    [
        ("n", "1,5", "'1,5' has a decimal comma; write a dot, as in 1.5"),
        ("m", "1.234,5", "'1.234,5' has a decimal comma; write a dot, as in 1.5"),
        ("n", "ba", "'ba' is not a number; expected such as 12, 1.5, 85%"),
        ("n", "1.5", "'1.5' is not a whole number"),
        ("n", "-1", "-1 is negative; expected 0 or more"),
        ("r", "85", "'85' may be per cent or a share; write 85% or 0.85"),
        ("r", "101%", "101% is above the most, 1"),
        ("r", "-0.1", "-0.1 is below the least, 0"),
        ("ok", "có", "'có': expected yes or no"),
        ("c", "in_time", "there is no option 'in_time'; there are: late, none"),
        ("d", "29/02/2026", "'29/02/2026' is no day of the calendar; expected such as 2026-12-31"),
        ("d", "2026-02-29", "'2026-02-29' is no day of the calendar; expected such as 2026-12-31"),
        ("n", "9" * 60, "longer than 40 characters"),
        ("n", "1e999", "'1e999' is not a number; expected such as 12, 1.5, 85%"),
    ],
)
def test_an_impossible_figure_is_named_with_its_cell(given, text, said):
    texts = files(TYPES, "a")
    texts["answers.csv"] = f'unit,criterion,input,value\na,1,{given},"{text}"\n'
    assert problems(texts) == [f"answers.csv:2:4: value: {said}"]


def test_every_problem_is_named_not_only_the_first():
    texts = files(
        points_set(10, "1:4 2:6"),
        answers="x,1,x,1 a,9,x,1 a,1,y,1 a,1,x,1 a,1,x,2 b,1,x,một",
    )
    assert problems(texts) == [
        "answers.csv:2:1: unit: there is no unit 'x' in units.csv",
        "answers.csv:3:2: criterion: this unit's set thu has no criterion '9'",
        "answers.csv:4:3: input: criterion 1 has no input 'y'; it has: x",
        "answers.csv:6:1: unit: the same as line 5",
        "answers.csv:7:4: value: 'một' is not a number; expected such as 12, 1.5, 85%",
    ]


def test_problems_are_said_in_vietnamese_too():
    texts = files(points_set(10, "1:4 2:6"), answers='a,1,x,"1,5"')
    assert problems(texts, "vi") == [
        "answers.csv:2:4: value: “1,5” có dấu phẩy thập phân; viết dấu chấm, ví dụ 1.5"
    ]


def test_a_decimal_comma_without_quotes_is_a_row_of_the_wrong_width():
    (said,) = problems(files(points_set(10, "1:4 2:6"), answers="a,1,x,1,5"))
    assert said.startswith("answers.csv:2:5: the row has 5 cells, expected 4; decimals take a dot")


def test_a_row_for_a_criterion_of_another_set_is_an_error():
    """S3-17: a unit has exactly the set of its level."""
    texts = files(points_set(10, "1:4 2:6"), answers="a,1,x,1 b,7,x,1 b,1,x,1")
    texts["round.yaml"] = (
        "year: 2026\nas_of: 2026-12-31\nsets: {s: s.yaml, t: t.yaml}\ncohorts: {so: s, xa: t}\n"
    )
    texts["t.yaml"] = points_set(5, "7:5").replace("thu", "xa-thu")
    texts["units.csv"] = "unit,name,cohort\na,A,so\nb,B,xa\n"
    assert problems(texts) == [
        "answers.csv:4:2: criterion: this unit's set xa-thu has no criterion '1'"
    ]


def test_a_group_of_criteria_takes_no_figures():
    text = (
        HEAD % 2 + 'fields:\n- {code: "1", title: T, maximum: 2, criteria: [\n'
        '    {code: "1.1", title: U, maximum: 2, rule: {points: 1}}]}\n'
    )
    (said,) = problems(files(text, points="a,1,self,1,"))
    assert said == (
        "points.csv:2:2: criterion: '1' is a group of criteria; "
        "give figures and points for the criteria below it"
    )


def test_units_need_a_known_cohort_and_one_row_each():
    texts = files(points_set(10, "1:4 2:6"))
    texts["units.csv"] = "unit,name,cohort\na,A,so\na,A,so\nb,B,xa\n,C,so\n"
    assert problems(texts) == [
        "units.csv:3:1: unit: the same as line 2",
        "units.csv:4:3: cohort: there is no cohort 'xa'; round.yaml has: so",
        "units.csv:5:1: unit: this cell must not be empty",
    ]


def test_a_header_names_what_is_missing_and_what_is_not_known():
    texts = files(points_set(10, "1:4 2:6"))
    texts["answers.csv"] = "unit,criterion,inputs,value\n"
    expected = "expected columns: unit, criterion, input, value"
    assert problems(texts) == [
        f"answers.csv:1:1: column 'input' is missing; {expected}",
        f"answers.csv:1:3: there is no column 'inputs'; {expected}",
    ]


def test_columns_may_stand_in_any_order_and_a_byte_order_mark_is_no_letter():
    texts = files(points_set(10, "1:4 2:6"), "a")
    texts["answers.csv"] = "\ufeffvalue,input,unit,criterion\r\n4,x,a,1\r\n\r\n"
    texts["units.csv"] = "\ufeff" + texts["units.csv"]
    texts["round.yaml"] = "\ufeff" + texts["round.yaml"]
    assert read_round(texts).answers == {("1", "x"): {"a": 4}}


@pytest.mark.parametrize(
    ("cells", "kinds"),
    [
        (("yes", "no", ""), [True, False, None]),
        (("1", "2.5", "3"), [1, 2.5, 3]),
        (("01", "02", ""), ["01", "02", None]),
        (("2020-01-31", "", "x"), ["2020-01-31", None, "x"]),
    ],
)
def test_a_column_of_attributes_has_one_type(cells, kinds):
    texts = files(points_set(10, "1:4 2:6"))
    texts["units.csv"] = "unit,name,cohort,at\n" + "".join(
        f"u{at},U,so,{cell}\n" for at, cell in enumerate(cells)
    )
    units = read_round(texts).units
    assert [unit.attributes.get("at") for unit in units] == kinds


def test_a_yes_among_words_makes_the_other_words_errors():
    texts = files(points_set(10, "1:4 2:6"))
    texts["units.csv"] = "unit,name,cohort,mountain\na,A,so,yes\nb,B,so,không\n"
    assert problems(texts) == ["units.csv:3:4: mountain: 'không': expected yes or no"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,1,self,5,", "points.csv:2:4: points: 5 points lie outside the criterion's 0 to 4"),
        ("a,1,self,-1,", "points.csv:2:4: points: -1 points lie outside the criterion's 0 to 4"),
        (
            "a,1,computed,1,",
            "points.csv:2:3: layer: 'computed' is not one of: "
            "self, appraised, second, agreed, explained, council",
        ),
        ("a,1,self,1, a,1,self,2,", "points.csv:3:1: unit: the same as line 2"),
    ],
)
def test_points_set_by_hand_lie_in_the_range_and_come_once_a_layer(row, said):
    assert problems(files(points_set(10, "1:4 2:6"), points=row)) == [said]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,1,khong_ap_dung,x,accepted", "claim: 'khong_ap_dung' is not one of: not_applicable"),
        ("a,1,not_applicable,x,có", "decision: 'có' is not one of: accepted, refused"),
    ],
)
def test_claims_use_the_words_of_the_format(row, said):
    (found,) = problems(files(points_set(10, "1:4 2:6"), claims=row))
    assert found.endswith(said)


def test_survey_counts_need_weights_for_their_options_groups_and_questions():
    texts = files(
        points_set(10, "1:4 2:6"), survey="a,1,dan,q1,A,5 a,1,khac,q2,Z,x a,1,dan,q1,B,-1"
    )
    assert problems(texts) == [
        "survey.csv:1:5: option: survey.csv needs survey.yaml with the weight of each option"
    ]
    texts["survey.yaml"] = "options: {A: 1, B: 0}\ngroups: {dan: 1}\nquestions: {q1: 1}\n"
    assert problems(texts) == [
        "survey.csv:3:3: group: 'khac' has no weight in survey.yaml; weights are given for: dan",
        "survey.csv:3:4: question: 'q2' has no weight in survey.yaml; weights are given for: q1",
        "survey.csv:3:5: option: 'Z' has no weight in survey.yaml; weights are given for: A, B",
        "survey.csv:3:6: count: 'x' is not a number; expected such as 12, 1.5, 85%",
        "survey.csv:4:6: count: -1 is negative; expected 0 or more",
    ]


def test_weights_lie_between_zero_and_one():
    texts = files(points_set(10, "1:4 2:6"))
    texts["survey.yaml"] = "options: {A: 1.5, B: x}\ngroups: {dan: -1}\nmore: 1\n"
    assert problems(texts) == [
        "survey.yaml:3:1: there is no key 'more'; there are: options, questions, groups, criteria",
        "survey.yaml:1:14: options A: an option's weight lies in 0 to 1",
        "survey.yaml:1:22: options B: 'x' is not a number; expected such as 12, 1.5, 85%",
        "survey.yaml:2:15: groups dan: a weight is not negative",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sets: {s: s.yaml}\ncohorts: {so: s}\n", "round.yaml:1:1: the key 'year' is missing"),
        (
            "year: 20x\nsets: {}\ncohorts: {}\n",
            "round.yaml:1:7: year: '20x' is not one of: 1900…2999",
        ),
        (
            "year: 2026\nas_of: 2026-13-01\nsets: {}\ncohorts: {}\n",
            "round.yaml:2:8: as_of: '2026-13-01' is no day of the calendar; "
            "expected such as 2026-12-31",
        ),
        (
            "year: 2026\nsets: {s: t.yaml}\ncohorts: {so: s}\n",
            "round.yaml:2:11: the file t.yaml is missing; round.yaml names it",
        ),
        (
            "year: 2026\nsets: {s: s.yaml}\ncohorts: {so: t}\n",
            "round.yaml:3:15: cohorts: there is no set 't' under sets; there are: s",
        ),
        (
            "year: 2026\nsets: {s: s.yaml}\ncohorts: {so: s}\nsub: 1\n",
            "round.yaml:4:1: there is no key 'sub'; there are: title, year, as_of, sets, cohorts",
        ),
        ("- 1\n", "round.yaml:1:1: expected lines of 'key: value'"),
    ],
)
def test_the_head_of_a_round_is_checked_with_its_places(text, said):
    texts = files(points_set(10, "1:4 2:6"))
    texts["round.yaml"] = text
    assert said in problems(texts)


def test_a_cohort_must_be_one_of_its_set():
    texts = files(points_set(10, "1:4 2:6", "cohorts: [{code: so, title: S}]\n"), cohort="xa")
    assert problems(texts) == [
        "round.yaml:5:15: cohorts: the set thu has no cohort 'xa'; it has: so"
    ]


def test_a_set_that_cannot_be_read_is_named_with_its_line():
    texts = files(points_set(10, "1:4 2:6").replace("points: x", "points: '(x'"))
    assert all(said.startswith("s.yaml:5:") for said in problems(texts)[:1])


def test_an_order_by_minutes_is_for_units_of_that_cohort():
    texts = files(points_set(10, "1:4 2:6"), ties="so,c,1,BB xa,a,1,BB so,a,một,BB so,a,1,BB")
    assert problems(texts) == [
        "ties.csv:2:2: unit: there is no unit 'c' in units.csv",
        "ties.csv:3:1: cohort: there is no cohort 'xa'; round.yaml has: so",
        "ties.csv:4:3: order: 'một' is not a number; expected such as 12, 1.5, 85%",
        "ties.csv:5:2: unit: the same as line 4",
    ]


def test_a_file_of_nothing_but_mistakes_does_not_fill_the_screen():
    rows = " ".join(f"z,{at},x,1" for at in range(500))
    said = problems(files(points_set(10, "1:4 2:6"), answers=rows))
    assert len(said) == MOST_PROBLEMS + 1
    assert said[-1].endswith("there are more problems in this file")


def test_a_round_without_its_two_files_says_which():
    assert problems({}) == [
        "round.yaml:1:1: the file round.yaml is missing; docs/develop/rounds.md names it",
        "units.csv:1:1: the file units.csv is missing; docs/develop/rounds.md names it",
    ]


def test_the_set_files_of_a_round_are_known_before_it_is_read():
    assert set_files("sets: {so: ../sets/so.yaml, xa: xa.yaml}\n") == ["../sets/so.yaml", "xa.yaml"]
    assert set_files("[") == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("sipas,2026,z,1,1", "external.csv:2:3: unit: there is no unit 'z' in units.csv"),
        ("sipas,2026,a,1,1 sipas,2026,a,2,1", "external.csv:3:3: unit: the same as line 2"),
        (",2026,a,1,1", "external.csv:2:1: index: this cell must not be empty"),
        (
            "sipas,x,a,1,1",
            "external.csv:2:2: year: 'x' is not a number; expected such as 12, 1.5, 85%",
        ),
        ("sipas,2026,a,1,1.5", "external.csv:2:5: rank: '1.5' is not a whole number"),
    ],
)
def test_outside_indices_are_checked_too(row, said):
    assert problems(files(points_set(10, "1:4 2:6"), external=row)) == [said]


def test_of_several_years_of_an_index_the_newest_up_to_the_round_counts():
    rows = "sipas,2026,a,2,1 sipas,2025,a,1,1 sipas,2027,a,3,1"
    found = read_round(files(points_set(10, "1:4 2:6"), external=rows)).external["sipas"]["a"]
    assert (found.year, found.value) == (2026, 2)


def test_claims_and_survey_counts_come_once():
    texts = files(
        points_set(10, "1:4 2:6"),
        claims="a,1,not_applicable,x, a,1,not_applicable,x, a,9,not_applicable,x,",
        survey="a,1,g,q,A,1 a,1,g,q,A,2 a,9,g,q,A,1",
        points="a,1,self,x, a,9,self,1,",
    )
    texts["survey.yaml"] = "options: {A: 1}\n"
    assert problems(texts) == [
        "claims.csv:3:1: unit: the same as line 2",
        "claims.csv:4:2: criterion: this unit's set thu has no criterion '9'",
        "points.csv:2:4: points: 'x' is not a number; expected such as 12, 1.5, 85%",
        "points.csv:3:2: criterion: this unit's set thu has no criterion '9'",
        "survey.csv:3:1: unit: the same as line 2",
        "survey.csv:4:2: criterion: this unit's set thu has no criterion '9'",
    ]


def test_a_document_that_is_no_yaml_and_a_table_that_is_no_csv_are_named():
    texts = files(points_set(10, "1:4 2:6"))
    texts["answers.csv"] = 'unit,criterion,input,value\na,1,x,"1\n'
    assert problems(texts)[0].startswith("answers.csv:2:1: this is not CSV:")
    texts["round.yaml"] = "sets: [\n"
    assert problems(texts)[0].startswith("round.yaml:2:1:")
    texts = files(points_set(10, "1:4 2:6"))
    texts["answers.csv"] = "unit,unit,criterion,input,value\n"
    assert problems(texts) == ["answers.csv:1:2: column 'unit' stands here twice"]
    texts["answers.csv"] = "unit,criterion,input,value\n"
    texts["survey.yaml"] = "options: {A: [1]}\ngroups: 1\n"
    assert problems(texts) == [
        "survey.yaml:1:14: options A: expected a single value",
        "survey.yaml:2:9: groups: expected lines of 'key: value'",
    ]
