# ruff: noqa: E501 - a case is read across its line, the broken set beside its sound twin
"""Each check finds its defect, and finds nothing in the sound twin beside it (S3-1)."""

import pytest

from openpar.scoring.sets.check import check_set
from openpar.scoring.sets.reading import SetError, read_set


def a_set(leaf="{measure: {condition: ok}}", inputs="{ok: {type: yes_no}}", **parts):
    """Return the text of a set with one leaf of 2 points."""
    words = {
        "maximum": 2,
        "field": 2,
        "total": 2,
        "cohorts": "[]",
        "more": "",
        "guide": "''",
        "decision": "{number: '1'}",
    } | parts
    return f"""
set: {{code: vi-du, title: Ví dụ, level: department, total: {words["total"]}, decision: {words["decision"]}}}
fields:
- code: "1"
  title: Lĩnh vực
  maximum: {words["field"]}
  criteria:
  - code: "1.1"
    title: Tiêu chí
    maximum: {words["maximum"]}
    guide: {words["guide"]}
    inputs: {inputs}
    rule: {leaf}
{words["more"]}
cohorts: {words["cohorts"]}
"""


def checks(text):
    """Return the ids of the defects found."""
    return [defect.check for defect in check_set(read_set(text))]


BANDS = "{{measure: {{ratio: [a, b]}}, map: {{bands: [{bands}]}}}}"
PAIR = "{a: {type: count, unit: hồ sơ}, b: {type: count, unit: hồ sơ}}"
CLASSES = "[{{code: so, title: Sở, {more}classes: [{classes}]}}]"

# fmt: off
DEFECTS = [
    (
        "V1",
        "options below the maximum",
        a_set(
            "{measure: {choice: c}, map: {options: {x: 1.5, y: 0}}}",
            "{c: {type: choice, options: {x: X, y: Y}}}",
        ),
        a_set(
            "{measure: {choice: c}, map: {options: {x: 2, y: 0}}}",
            "{c: {type: choice, options: {x: X, y: Y}}}",
        ),
    ),
    (
        "V1",
        "the largest branch below the maximum",
        a_set("{cases: [{when: ok, points: 1}, {otherwise: 0}]}"),
        a_set("{cases: [{when: ok, points: 2}, {otherwise: 0}]}"),
    ),
    (
        "V2",
        "two bands own a boundary",
        a_set(
            BANDS.format(
                bands="{from: 90%, points: 2}, {from: 70%, to: 90%, points: 1}, {otherwise: 0}"
            ),
            PAIR,
        ),
        a_set(
            BANDS.format(
                bands="{from: 90%, points: 2}, {from: 70%, below: 90%, points: 1}, {otherwise: 0}"
            ),
            PAIR,
        ),
    ),
    (
        "V2",
        "nobody owns a boundary",
        a_set(
            BANDS.format(bands="{above: 90%, points: 2}, {from: 0, below: 90%, points: 1}"), PAIR
        ),
        a_set(BANDS.format(bands="{from: 90%, points: 2}, {from: 0, below: 90%, points: 1}"), PAIR),
    ),
    (
        "V2",
        "a ladder that climbs hides its upper bands",
        a_set(
            BANDS.format(bands="{from: 70%, points: 1}, {from: 90%, points: 2}, {otherwise: 0}"),
            PAIR,
        ),
        a_set(
            BANDS.format(bands="{from: 90%, points: 2}, {from: 70%, points: 1}, {otherwise: 0}"),
            PAIR,
        ),
    ),
    ("V3", "a field that is not the sum of its criteria", a_set(field=3, total=3), a_set()),
    ("V3", "a total that is not the sum of its fields", a_set(total=100), a_set()),
    (
        "V5",
        "up and down confused",
        a_set(
            "{measure: {value: x}, map: {increments: {base: 1, base_at: 50%, step: 5%, add: 0.5}}}",
            "{x: {type: percent}}",
            guide="'Từ 50% trở lên: 1 điểm'",
        ),
        a_set(
            "{measure: {value: x}, map: {increments: {base: 1, base_at: 50%, step: 5%, add: 0.5}}}",
            "{x: {type: percent}}",
            guide="'Từ 50% trở xuống: 1 điểm'",
        ),
    ),
    (
        "V5",
        "a guide against its bands",
        a_set(
            BANDS.format(bands="{below: 80%, points: 2}, {otherwise: 0}"),
            PAIR,
            guide="'Từ 80% trở lên: 2 điểm'",
        ),
        a_set(
            BANDS.format(bands="{from: 80%, points: 2}, {otherwise: 0}"),
            PAIR,
            guide="'Từ 80% trở lên: 2 điểm'",
        ),
    ),
    (
        "V6",
        "dossiers divided by procedures",
        a_set(
            "{measure: {ratio: [a, b]}, map: {line: {}}}",
            "{a: {type: count, unit: hồ sơ}, b: {type: count, unit: thủ tục}}",
        ),
        a_set("{measure: {ratio: [a, b]}, map: {line: {}}}", PAIR),
    ),
    (
        "V6",
        "days added to points of money",
        a_set(
            "{measure: {value: a + b}, map: {line: {}}}",
            "{a: {type: count, unit: ngày}, b: {type: money}}",
        ),
        a_set("{measure: {value: a + b}, map: {line: {}}}", PAIR),
    ),
    (
        "V8",
        "a class that nobody is in",
        a_set(
            cohorts=CLASSES.format(
                more="", classes="{title: A, above: 90}, {title: B, from: 0, below: 90}"
            )
        ),
        a_set(
            cohorts=CLASSES.format(
                more="", classes="{title: A, from: 90}, {title: B, from: 0, below: 90}"
            )
        ),
    ),
    (
        "V8",
        "a condition that fails leads nowhere",
        a_set(
            cohorts=CLASSES.format(
                more="",
                classes="{title: A, from: 90, all_of: [points > 1]}, {title: B, from: 0, below: 90}",
            )
        ),
        a_set(
            cohorts=CLASSES.format(
                more="fall_through: yes, ",
                classes="{title: A, from: 90, all_of: [points > 1]}, {title: B, from: 0, below: 90}",
            )
        ),
    ),
    (
        "V9",
        "29 February 2018",
        a_set(decision="{number: '1', in_force: 2018-02-29}"),
        a_set(decision="{number: '1', in_force: 2018-02-28}"),
    ),
    (
        "V9",
        "ends before it begins",
        a_set(decision="{number: '1', in_force: 2026-01-01, in_force_to: 2025-01-01}"),
        a_set(decision="{number: '1', in_force: 2025-01-01, in_force_to: 2026-01-01}"),
    ),
    (
        "V10",
        "a criterion that does not exist",
        a_set("{measure: {condition: '[9.9].ok'}}"),
        a_set(),
    ),
    ("V10", "a circle", a_set("{points: '[1.1].points'}", "{}"), a_set("{points: 2}", "{}")),
    ("V11", "an input that is not declared", a_set("{measure: {condition: okay}}"), a_set()),
    ("V11", "a guide that cites nothing", a_set(guide="'Xem [5c]'"), a_set(guide="'Xem [1.1]'")),
    (
        "V11",
        "a tie key for no field",
        a_set(cohorts="[{code: so, title: Sở, ties: [field 9]}]"),
        a_set(cohorts="[{code: so, title: Sở, ties: [field 1]}]"),
    ),
    (
        "V12",
        "a number where yes or no is meant",
        a_set("{measure: {condition: a}}", "{a: {type: count}}"),
        a_set("{measure: {condition: a > 0}}", "{a: {type: count}}"),
    ),
    (
        "V12",
        "an option without points",
        a_set(
            "{measure: {choice: c}, map: {options: {x: 2}}}",
            "{c: {type: choice, options: {x: X, y: Y}}}",
        ),
        a_set(
            "{measure: {choice: c}, map: {options: {x: 2, y: 0}}}",
            "{c: {type: choice, options: {x: X, y: Y}}}",
        ),
    ),
]
# fmt: on


@pytest.mark.parametrize(
    ("check", "what", "broken", "sound"), DEFECTS, ids=[f"{one[0]} {one[1]}" for one in DEFECTS]
)
def test_a_check_finds_its_defect_and_nothing_in_the_sound_twin(check, what, broken, sound):
    assert checks(broken) == [check]
    assert checks(sound) == []


def test_a_maximum_that_is_not_stated_is_found():
    assert checks(a_set().replace("    maximum: 2\n    guide", "    guide")) == ["V7"]


def test_a_block_stretched_to_another_maximum_is_found():
    text = a_set().replace(
        "  maximum: 2\n  criteria",
        "  maximum: 2\n  not_applicable: {policy: gross_up, to: 1}\n  criteria",
    )
    assert checks(text) == ["V4"]


def test_a_code_used_twice_is_found():
    more = "  - {code: '1.1', title: Lại, maximum: 0, rule: {points: 0}}"
    assert checks(a_set(more=more)) == ["V12"]


def test_all_mistakes_of_a_file_are_listed_with_their_lines():
    text = a_set("{measure: {condition: ok}, map: {lines: {}}}", "{ok: {type: boolean}}")
    with pytest.raises(SetError) as error:
        read_set(text)
    assert sorted({defect.line for defect in error.value.defects}) == [12, 13]
    assert all(defect.vi and defect.en for defect in error.value.defects)


def test_conditions_of_a_block_hold_for_all_below_it():
    text = a_set().replace(
        "  maximum: 2\n  criteria", "  maximum: 2\n  applies: unit.has_one_stop\n  criteria"
    )
    (leaf,) = read_set(text).leaves()
    assert leaf.applies is not None
