"""Whole rounds on arrays: the same marks, sums, indices and ranks as exactly (S1-28, S3-28)."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.rounds import make_round
from openpar.cli.round_folder import read_folder
from openpar.scoring.language.vectors import Vector, rounded
from openpar.scoring.robustness.sources import survey_names
from openpar.scoring.rounds.reading import read_round
from openpar.scoring.sets.check import check_set
from openpar.scoring.vectorised import score
from openpar.scoring.vectorised.leaves import LeafScorer, known_points
from tests.scoring.rounds.building import HEADERS, files, points_set
from tests.scoring.vectorised.agreement import assert_same

DEMO = Path(__file__).parents[3] / "demo"
RULES = {
    "plain": "inputs: {x: {type: number}}, rule: {points: x}",
    "ratio": "inputs: {x: {type: number}, y: {type: number}}, rule: {measure: "
    "{ratio: [x, y], when_zero: not_applicable}, map: {line: {floor: 0.5, target: 1}}}",
    "full": "inputs: {x: {type: number}, y: {type: number}}, rule: {measure: "
    "{ratio: [x, y], when_zero: full}, map: {bands: [{from: 1, points: 2}, {otherwise: 1}]}}",
    "out": "inputs: {x: {type: number}}, not_applicable: {when: x == 0}, "
    "rule: {measure: {value: x}, map: {deduct: {each: 0.3}}}",
    "own": "inputs: {x: {type: number}}, applies: not unit.small, "
    "rule: {measure: {value: x}, map: {each: {points: 0.7}}}",
    "mean": "inputs: {x: {type: number}}, rule: {measure: {compare: x, itself: no}, "
    "map: {bands: [{from: 0, points: 2}, {otherwise: 0}]}}",
    "rank": "inputs: {x: {type: number}}, rule: {measure: {rank: x}, "
    "map: {bands: [{to: 1, points: 2}, {above: 1, to: 2, points: 1}, {otherwise: 0}]}}",
    "best": "inputs: {x: {type: number}}, rule: {points: x / best(x) + lowest(x) / total(x)}",
    "share": "inputs: {x: {type: number}}, "
    'rule: {cases: [{when: "known([1].share)", points: "[1].share + x / 3"}, {otherwise: x}]}',
    "survey": "source: survey, rule: {measure: {survey: all}, map: {line: {target: 0.9}}}",
    "late": "due: 2027-01-31, inputs: {x: {type: number}}, rule: {points: x}",
    "fixed": "not_applicable: full, inputs: {x: {type: number}, y: {type: number}}, rule: "
    "{measure: {ratio: [x, y], when_zero: not_applicable}, map: {line: {}}}",
    "asks": 'inputs: {z: {type: list}}, rule: {points: "count(z) / 2 + [1].points / 9"}',
    "list": "inputs: {z: {type: list}}, rule: {points: count(z)}",
}
NUMBERS = st.sampled_from(["", "0", "0", "1", "2", "0.5", "1.25", "1.005", "3"])
LISTS = st.sampled_from(["", "a", "a;b"])
POLICIES = ["reduce_max", "gross_up", "rescale_total", "full", "not_scored"]


@st.composite
def rounds(draw):
    """Draw the files of a round: any rules, policies, roundings, blocks, cohorts and figures."""
    names = draw(st.lists(st.sampled_from(sorted(RULES)), min_size=2, max_size=6))
    units = [f"u{number}" for number in range(1, draw(st.integers(1, 6)) + 1)]
    texts = files(_set_text(draw, names), " ".join(units))
    texts["round.yaml"] = texts["round.yaml"].replace("{so: s}", "{so: s, dt: s}")
    cohorts = [draw(st.sampled_from(["so", "so", "so", "dt"])) for _ in units]
    small = [draw(st.sampled_from(["yes", "no"])) for _ in units]
    texts["units.csv"] = "unit,name,cohort,small\n" + "".join(
        f"{unit},{unit},{cohort},{one}\n"
        for unit, cohort, one in zip(units, cohorts, small, strict=True)
    )
    codes = {f"{2 if at % 2 else 1}.{at}": name for at, name in enumerate(names)}
    texts |= _figures(draw, units, codes)
    return texts


def _set_text(draw, names):
    leaves = {"1": [], "2": []}
    for at, name in enumerate(names):
        field = "2" if at % 2 else "1"
        # A field's share may be asked from the other field only, or the set would be a circle.
        rule = RULES["list" if name == "asks" and field == "1" else name]
        rule = RULES["plain"] if name == "share" and field == "1" else rule
        leaves[field].append(f'  - {{code: "{field}.{at}", title: T, maximum: 2, {rule}}}\n')
    at = draw(st.sampled_from(["[index]", "[criterion, index]", "[criterion, field, index]"]))
    mode = draw(st.sampled_from(["half_up", "half_even", "down", "up"]))
    text = f"set: {{code: thu, title: Thử, level: department, total: {2 * len(names)}}}\n"
    text += f"rounding: {{at: {at}, digits: 2, mode: {mode}}}\n"
    text += f"not_applicable: {draw(st.sampled_from(POLICIES))}\n"
    text += draw(st.sampled_from(["", "survey: {when_not_held: rescale}\n"]))
    text += draw(st.sampled_from(["", "clamp: [1, 5]\n"]))
    ties = draw(st.sampled_from(["", ", ties: [field 2, survey]", ", ties: [appraisal, manual]"]))
    ranks = draw(st.sampled_from(["", ", shared_ranks: dense", ", rank_on: unrounded"]))
    text += f"cohorts: [{{code: so, title: S{ties}{ranks}}}, {{code: dt, title: D, ranked: no}}]\n"
    if draw(st.booleans()):
        text += "bonus: {at_most: 1.5, criteria: [{code: B, title: B, maximum: 2, "
        text += f"{RULES['plain']}}}]}}\npenalty: {{at_most: 2, criteria: [{{code: P, title: P, "
        text += f"maximum: 0, minimum: -3, {RULES['out']}}}]}}\n"
    text += "fields:\n"
    for field, own in leaves.items():
        policy = draw(st.sampled_from(["", "", *POLICIES]))
        said = f", not_applicable: {policy}" if policy else ""
        text += f'- code: "{field}"\n  title: F\n  maximum: {2 * len(own)}\n'
        text += (f"  {said[2:]}\n" if said else "") + "  criteria:\n" + "".join(own)
    return text


def _figures(draw, units, codes):
    rows = {"answers": [], "claims": [], "points": [], "survey": []}
    blocks = {"B": "plain", "P": "out"}
    for unit in units:
        for code, name in (codes | blocks).items():
            rows["answers"] += [
                f"{unit},{code},{key},{draw(values)}"
                for key, values in (("x", NUMBERS), ("y", NUMBERS), ("z", LISTS))
                if f"{key}: {{" in RULES[name]
            ]
            if name == "survey" and draw(st.booleans()):
                counts = (draw(st.integers(0, 3)), draw(st.integers(0, 3)))
                rows["survey"] += [
                    f"{unit},{code},g,q,{option},{count}"
                    for option, count in zip("AB", counts, strict=True)
                ]
            chance = draw(st.integers(0, 9))
            if chance == 0 and code in codes:
                rows["claims"].append(f"{unit},{code},not_applicable,lý do,accepted")
            if chance == 1 and code in codes:
                rows["points"] += [f"{unit},{code},self,1.5,", f"{unit},{code},council,0.333,"]
    found = {f"{name}.csv": "\n".join([HEADERS[name], *made, ""]) for name, made in rows.items()}
    return found | {"survey.yaml": "options: {A: 1, B: 0.4}\n"}


def usable(texts):
    """Leave figures of blocks out where the set has none; return the round, or ``None``."""
    if "bonus:" not in texts["s.yaml"]:
        lines = texts["answers.csv"].splitlines()
        kept = [line for line in lines if line.split(",")[1] not in ("B", "P")]
        texts["answers.csv"] = "\n".join([*kept, ""])
    return read_round(texts)


@settings(max_examples=150, deadline=None)
@given(texts=rounds())
def test_any_round_scores_the_same_on_arrays_and_exactly(texts):
    assert_same(usable(texts))


def test_the_drawn_sets_are_sets_that_the_checks_accept():
    """Without this the property above could be about sets that nobody may use."""
    seen = set()

    @settings(max_examples=25, deadline=None, database=None)
    @given(texts=rounds())
    def collect(texts):
        made = usable(texts)
        seen.update(defect.check for defect in check_set(made.sets["s"]))

    collect()
    assert seen == set()


@pytest.mark.parametrize("name", ["hai-cap-2026", "lai-chau-2022"])
def test_the_demonstration_rounds_score_the_same_on_arrays_and_exactly(name):
    found = assert_same(read_round(read_folder(DEMO / name, "en")))
    exact = {code for scores in found for code in scores.exact}
    assert exact <= {"3.4.2", "3.5.2"}  # lists of codes: they take the exact path


def test_the_rounds_of_the_benchmarks_score_the_same_on_arrays_and_exactly():
    assert_same(make_round(60, 40, surveys=4))


def test_a_share_at_the_very_bound_reaches_the_band_as_it_does_exactly():
    """1 − (0.05 + 0.02) is 0.93, which binary floats miss; a naive comparison loses a band."""
    rule = (
        'set: {code: t, title: T, level: x, total: 1}\nfields:\n- {code: "1", title: T, maximum: 1,'
        " inputs: {a: {type: percent}, b: {type: percent}}, rule: {measure: {value: 1 - (a + b)},"
        " map: {bands: [{from: 93%, points: 1}, {otherwise: 0}]}}}\n"
    )
    answers = "a,1,a,5% a,1,b,2% b,1,a,5.0001% b,1,b,2%"
    (found,) = assert_same(read_round(files(rule, answers=answers)))
    assert found.points.tolist() == [[1.0, 0.0]]
    assert (1 - (0.05 + 0.02) >= 0.93) is False  # the wrong twin


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("half_up", [0.13, -0.13, 0.01, 0.29]), ("half_even", [0.12, -0.12, 0.0, 0.28]),
     ("down", [0.12, -0.12, 0.0, 0.28]), ("up", [0.13, -0.13, 0.01, 0.29])],
)  # fmt: skip
def test_halves_that_floats_cannot_write_are_rounded_as_halves(mode, expected):
    """0.285 is a little less in binary; officials round it to 0.29."""
    found = rounded(np.array([0.125, -0.125, 0.005, 0.285]), 2, mode)
    assert np.abs(found - expected).max() < 1e-12


def test_an_unknown_index_stays_unknown_and_takes_no_rank():
    (found,) = score(read_round(files(points_set(4, "1:4"), "a b", answers="a,1,x,3")))
    assert np.isnan(found.index).tolist() == [False, True]
    assert found.ranks.tolist() == [1, 0]


ASKING = """set: {code: thu, title: T, level: department, total: 12}
rounding: {at: [criterion, index], digits: 2, mode: half_up}
fields:
- {code: "1", title: T, maximum: 2, source: survey,
   rule: {measure: {survey: all}, map: {line: {target: 0.8}}}}
- {code: "2", title: T, maximum: 2, source: survey,
   rule: {measure: {rank: survey.all}, map: {bands: [{to: 1, points: 2}, {otherwise: 1}]}}}
- {code: "3", title: T, maximum: 2, rule: {points: "[1].points"}}
- {code: "4", title: T, maximum: 2, rule: {measure: {compare: "[1].share"}, map: {bands: [
   {from: 0, points: 2}, {otherwise: 0}]}}}
- {code: "5", title: T, maximum: 2, rule: {points: "[1].share / best([1].share)"}}
- {code: "6", title: T, maximum: 2, rule: {measure: {rank: "[1].points", order: low},
   map: {line: {target: 3}}}}
"""


def test_repetitions_side_by_side_give_what_each_gives_alone():
    """S3-31: an axis of repetitions runs through rules, cohort functions and references alike."""
    weights = {"survey.yaml": "options: {A: 1, B: 0}\n"}
    counts = {"a": (3, 1), "b": (1, 1), "c": (5, 2)}, {"a": (1, 3), "b": (4, 0), "c": (4, 0)}
    rows = [
        " ".join(
            f"{unit},{leaf},g,q,{option},{number}"
            for unit, given in one.items()
            for leaf in "12"
            for option, number in zip("AB", given, strict=True)
        )
        for one in counts
    ]
    alone = [
        assert_same(read_round(files(ASKING, "a b c", survey=one) | weights))[0] for one in rows
    ]
    ready = alone[0].scorer.ready
    both = {
        (leaf.code, name): Vector(
            np.stack([one.scorer.ready.column(leaf, name).value for one in alone]), None, 1.0, 1e-15
        )
        for leaf in ready.plan.leaves[:2]
        for name in survey_names(leaf)
    }
    scorer = LeafScorer(ready, survey=both)
    scorer.score()
    for place, code in enumerate(alone[0].leaves):
        found = np.broadcast_to(known_points(scorer.rows[code].points), (2, 3))
        assert np.abs(found - [one.points[place] for one in alone]).max() < 1e-9, code
