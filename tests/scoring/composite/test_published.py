"""A published index that does not follow from its published parts is refused with the reason."""

import random

import pytest

from openpar.scoring.composite.computing import begin, run
from openpar.scoring.composite.published import read_published
from openpar.scoring.composite.recipe import read_recipe
from openpar.scoring.composite.tables import read_data, read_meta
from tests.naive import compare_means
from tests.scoring.composite.command import index, plain

META = (
    "iCode,Parent,Weight,Type\nA,X,0.5,Indicator\nB,X,0.3,Indicator\nC,X,0.2,Indicator\n"
    "X,,,Aggregate\n"
)
RANDOM = random.Random(7)
PARTS = [(unit, [RANDOM.randint(0, 1000) for _ in "ABC"]) for unit in range(20)]
DATA = "uCode,A,B,C\n" + "".join(f"u{unit},{a},{b},{c}\n" for unit, (a, b, c) in PARTS)
RECIPE = plain("aggregate: {weights: as_given}")


def totals(change):
    """Published totals as the ``change`` of unit, parts and true total makes them."""
    rows = []
    for unit, (a, b, c) in PARTS:
        rows.append(f"u{unit},{change(unit, (a, b, c), (5 * a + 3 * b + 2 * c) / 10):.6f}\n")
    return "unit,value\n" + "".join(rows)


def compared(folder, published, *options):
    (folder / "published.csv").write_text(published, encoding="utf-8")
    return index(folder, META, DATA, RECIPE, "--expect", "published.csv", *options)


def test_agreement_is_told_and_the_result_is_given(tmp_path):
    outcome = compared(tmp_path, totals(lambda unit, parts, total: total))

    assert (outcome.code, len(outcome.rows)) == (0, 20)
    assert outcome.said == "20 published figures of published.csv agree\n"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda unit, parts, total: total * 10, "the published figures are 10 times these"),
        (lambda unit, parts, total: total + 7, "the published figures are these plus 7"),
        (lambda unit, parts, total: total + (unit == 4), "only these units differ"),
        (
            lambda unit, parts, total: sum(parts) / 4,
            "other weights give the published figures: A 0.25, B 0.25, C 0.25",
        ),
        (
            lambda unit, parts, total: total + unit % 3,
            "no weights of the 3 parts under 'X' give the published figures",
        ),
    ],
)
def test_the_likely_reason_is_the_simplest_that_explains_all(tmp_path, change, reason):
    outcome = compared(tmp_path, totals(change))

    assert (outcome.code, outcome.rows) == (1, [])
    assert f"likely reason: {reason}" in outcome.said


def test_the_largest_differences_come_first(tmp_path):
    outcome = compared(tmp_path, totals(lambda unit, parts, total: total + unit % 3))

    lines = outcome.said.splitlines()
    assert lines[0] == (
        "published.csv: refused: 13 of 20 published figures do not follow from DATA by this recipe"
    )
    assert lines[1].endswith("(-2)")
    assert lines[6] == "  and 8 more"


def test_a_figure_agrees_within_half_its_last_digit_or_what_the_file_or_the_option_says(tmp_path):
    meta = "iCode,Parent,Type\nA,X,Indicator\nX,,Aggregate\n"

    def code(published, *options):
        (tmp_path / "p.csv").write_text(published, encoding="utf-8")
        data = "uCode,A\na,1.25\nb,\n"
        return index(tmp_path, meta, data, plain("aggregate"), "--expect", "p.csv", *options).code

    assert code("unit,value\na,1.3\nb,\n") == 0
    assert code("unit,value\na,1.31\n") == 1
    assert code("unit,value,tolerance\na,1.31,0.06\n") == 0
    assert code("unit,value\na,1.31\n", "--tolerance", "0.06") == 0
    assert code("unit,X\na,1.2\n") == 0
    assert code("unit,value\nb,0\n") == 1  # no value is not zero
    assert code("unit,value\nz,1\n") == 2
    assert code("unit,note\na,1\n") == 2
    assert code("unit,value\na,one\n") == 2


def test_swapped_totals_are_refused_where_a_look_at_the_mean_accepts_them(tmp_path):
    lines = totals(lambda unit, parts, total: total).splitlines()
    (first, one), (second, other) = lines[1].split(","), lines[2].split(",")
    swapped = "\n".join([lines[0], f"{first},{other}", f"{second},{one}", *lines[3:]]) + "\n"
    outcome = compared(tmp_path, swapped)

    assert outcome.code == 1
    assert "refused: 2 of 20 published figures" in outcome.said
    assert "likely reason: only these units differ" in outcome.said
    tree = read_meta(META, "meta.csv")
    work = begin(tree, read_data(DATA, "data.csv", tree))
    for _ in run(work, read_recipe(RECIPE, "recipe.yaml")):
        pass
    printed = read_published(swapped, "published.csv", work, None)
    assert compare_means.compare(work, printed, "published.csv") == "agrees"
