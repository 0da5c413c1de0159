"""Whole indices as their authors describe them, on invented figures computed by hand."""

import math
import statistics

import numpy
import pytest

from tests.scoring.composite.command import index, plain, stage

HDI_META = """\
Level,iCode,iName,Parent,Direction,Weight,Type,Low,High,Transform,Mean,Decimals
1,LE,"Life expectancy, years",Health,1,1,Indicator,20,85,none,,
1,EYS,Expected schooling,Education,1,1,Indicator,0,18,,,
1,MYS,Mean schooling,Education,1,1,Indicator,0,15,,,
1,GNI,Income per head,Income,1,1,Indicator,100,75000,log,,
2,Health,,HDI,1,1,Aggregate,,,,,3
2,Education,,HDI,1,1,Aggregate,,,,arithmetic,3
2,Income,,HDI,1,1,Aggregate,,,,,3
3,HDI,Human development,NA,1,,Aggregate,,,,geometric,3
"""
HDI_RECIPE = plain(
    "normalise: {method: goalposts, to: [0, 1]}",
    "aggregate: {mean: arithmetic}",
    "rank: {on: rounded, digits: 3}",
)
HDI_DATA = (
    "uCode,uName,GNI,LE,EYS,MYS\na,An,10000,72,14,9\nb,Bình,90000,86,19,13\nc,Chi,1200,60.5,NA,NA\n"
)


def test_human_development_with_goalposts_log_income_and_a_geometric_mean(tmp_path):
    outcome = index(tmp_path, HDI_META, HDI_DATA, HDI_RECIPE)

    health, schooling = (72 - 20) / 65, (14 / 18 + 9 / 15) / 2
    income = (math.log(10000) - math.log(100)) / (math.log(75000) - math.log(100))
    assert outcome.rows[0] == {
        "unit": "a", "Health": "0.800", "Education": "0.689", "Income": f"{income:.3f}",
        "HDI": f"{(health * schooling * income) ** (1 / 3):.3f}", "rank": "2",
    }  # fmt: skip
    # beyond every goalpost but one: 1, (1 + 13/15)/2, 1
    assert outcome.rows[1]["HDI"] == f"{(14 / 15) ** (1 / 3):.3f}"
    assert outcome.rows[2]["Education"] == ""


def test_inequality_adjusted_dimensions_multiply(tmp_path):
    """IHDI: each dimension index times (1 − A), then the geometric mean of the three."""
    meta = (
        "iCode,Parent,Weight,Type,Mean\n"
        + "".join(f"{d},I{d},1,Indicator,\nK{d},I{d},1,Indicator,\n" for d in "HEY")
        + "".join(f"I{d},IHDI,1/3,Aggregate,geometric\n" for d in "HEY")
        + "IHDI,,,Aggregate,geometric\n"
    )
    data = "uCode,H,KH,E,KE,Y,KY\na,0.8,0.9,0.7,0.8,0.6,0.75\n"

    outcome = index(tmp_path, meta, data, plain("aggregate: {weights: as_given}"))

    assert float(outcome.rows[0]["IHDI"]) == pytest.approx(
        (0.8 * 0.9 * 0.7 * 0.8 * 0.6 * 0.75) ** (1 / 3), abs=1e-12
    )
    assert outcome.rows[0]["IH"] == "0.72"


def test_an_african_governance_style_index_of_minmax_means(tmp_path):
    """IIAG: min-max on 0–100, plain means on three levels, one decimal, ranks on the printed."""
    meta = (
        "iCode,Parent,Direction,Type,Decimals\nOverall,,1,Aggregate,1\nSafety,Overall,1,Aggregate,1\n"
        "Rights,Overall,1,Aggregate,1\nConflict,Safety,-1,Indicator,\nCrime,Safety,-1,Indicator,\n"
        "Vote,Rights,1,Indicator,\n"
    )
    data = "uCode,Conflict,Crime,Vote\na,0,10,5\nb,50,0,10\nc,100,40,0\nd,NA,20,\n"

    outcome = index(
        tmp_path, meta, data, plain("normalise", "aggregate", "rank: {on: rounded, digits: 1}")
    )

    # Safety a: (100 + 75)/2, b: (50 + 100)/2, c: 0, d: 50
    assert [row["Safety"] for row in outcome.rows] == ["87.5", "75.0", "0.0", "50.0"]
    assert [row["Overall"] for row in outcome.rows] == ["68.8", "87.5", "0.0", "50.0"]
    assert [row["rank"] for row in outcome.rows] == ["2", "1", "4", "3"]


def test_a_regional_index_with_denominators_imputation_winsorising_and_two_levels(tmp_path):
    """The way of a classic composite indicator, checked against an independent double path."""
    random = numpy.random.default_rng(20)
    units, names = 60, ["Goods", "Flights", "CO2", "Tariff"]
    raw = random.lognormal(2, 1, (units, 4)).round(6)
    raw[3, 0], raw[7, 3] = 9000, 4000.5
    raw[5, 1] = raw[40, 2] = numpy.nan
    population = random.integers(1, 90, units) * 1.0
    region = [f"r{number % 4}" for number in range(units)]
    lines = ["uCode,Region,Population," + ",".join(names)]
    for number in range(units):
        cells = ["" if numpy.isnan(v) else repr(float(v)) for v in raw[number]]
        lines.append(f"u{number},{region[number]},{population[number]}," + ",".join(cells))
    meta = (
        "Level,iCode,Parent,Direction,Weight,Type,Denominator\n"
        "1,Goods,Links,1,1,Indicator,Population\n1,Flights,Links,1,2,Indicator,NA\n"
        "1,CO2,Green,-1,1,Indicator,Population\n1,Tariff,Green,-1,1,Indicator,\n"
        "2,Links,Index,1,1,Aggregate,\n2,Green,Index,1,3,Aggregate,\n3,Index,,1,1,Aggregate,\n"
        "NA,Region,NA,NA,NA,Group,NA\nNA,Population,NA,NA,NA,Denominator,NA\n"
    )
    recipe = plain(
        "denominate", "impute: {by: group_mean, group: Region}", "treat", "normalise",
        "aggregate", "rank",
    )  # fmt: skip

    outcome = index(tmp_path, meta, "\n".join(lines) + "\n", recipe, "--stages", "stages")

    expected = raw / numpy.column_stack(
        [population, numpy.ones(units), population, numpy.ones(units)]
    )
    for row, column in ((5, 1), (40, 2)):
        same = [r for r in range(units) if region[r] == region[row] and r != row]
        expected[row, column] = statistics.fmean(expected[same, column])
    expected = numpy.column_stack([winsorised(expected[:, column]) for column in range(4)])
    treated = [[float(row[name]) for name in names] for row in stage(tmp_path / "stages", "treat")]
    numpy.testing.assert_allclose(treated, expected, rtol=1e-12)
    low, high = expected.min(0), expected.max(0)
    scores = 100 * (expected - low) / (high - low)
    scores[:, 2:] = 100 - scores[:, 2:]
    total = (scores[:, 0] + 2 * scores[:, 1]) / 3 * 0.25 + (scores[:, 2] + scores[:, 3]) / 2 * 0.75
    numpy.testing.assert_allclose([float(row["Index"]) for row in outcome.rows], total, rtol=1e-12)
    order = (-total).argsort().argsort() + 1
    assert [int(row["rank"]) for row in outcome.rows] == order.tolist()


def winsorised(values):
    """Winsorising in doubles, written apart from the program."""
    values = values.copy()
    count = len(values)
    moved = {1: 0, -1: 0}
    while sum(moved.values()) < 5:
        z = values - values.mean()
        g1 = (z**3).mean() / (z**2).mean() ** 1.5
        skewness = g1 * math.sqrt(count * (count - 1)) / (count - 2)
        g2 = (z**4).mean() / (z**2).mean() ** 2 - 3
        kurtosis = (count - 1) / ((count - 2) * (count - 3)) * ((count + 1) * g2 + 6)
        if abs(skewness) < 2 or kurtosis < 3.5:
            break
        sign = 1 if skewness >= 0 else -1
        end = (sign * values).max()
        at_end = sign * values == end
        values[at_end] = sign * (sign * values[~at_end]).max()
        moved[sign] = int(at_end.sum())
    return values
