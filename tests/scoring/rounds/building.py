"""Small rounds from few words, for tests that read as sentences."""

from openpar.scoring.rounds.model import RoundResult, UnitResult
from openpar.scoring.rounds.reading import read_round
from openpar.scoring.rounds.scoring import score_round

HEAD = "set: {code: thu, title: Bộ thử, level: department, total: %s}\n"


def files(set_text: str, units: str = "a b", cohort: str = "so", **tables: str) -> dict[str, str]:
    """Texts of a round with one set and one cohort; ``tables`` hold rows by file, without header.

    Rows are separated by spaces or lines: ``answers="a,1,x,3 b,1,x,4"``.
    """
    made = {
        "round.yaml": f"title: Thử\nyear: 2026\nas_of: 2026-12-31\nsets: {{s: s.yaml}}\n"
        f"cohorts: {{{cohort}: s}}\n",
        "s.yaml": set_text,
        "units.csv": "unit,name,cohort\n"
        + "".join(f"{u},Đơn vị {u},{cohort}\n" for u in units.split()),
    }
    for name, rows in tables.items():
        made[f"{name}.csv"] = HEADERS[name] + "\n" + "\n".join(rows.split()) + "\n"
    return made


HEADERS = {
    "answers": "unit,criterion,input,value",
    "targets": "unit,criterion,input,value",
    "previous": "unit,criterion,input,value",
    "external": "index,year,unit,value,rank",
    "claims": "unit,criterion,claim,ground,decision",
    "points": "unit,criterion,layer,points,reason",
    "survey": "unit,criterion,group,question,option,count",
    "ties": "cohort,unit,order,minutes",
}


def score(texts: dict[str, str]) -> RoundResult:
    """Read and score."""
    return score_round(read_round(texts))


def by_unit(result: RoundResult) -> dict[str, UnitResult]:
    """Results by unit code."""
    return {row.unit: row for row in result.units}


def points_set(total: int, leaves: str, extra: str = "", rounding: str = "[index]") -> str:
    """A set whose leaves take their points from one input ``x``: ``"1:4 2:6 2.1:…"``.

    A leaf is ``code:maximum``; all are fields of their own. ``extra``: more YAML of the file.
    """
    text = HEAD % total
    text += f"rounding: {{at: {rounding}, digits: 2, mode: half_up}}\nnot_applicable: reduce_max\n"
    text += extra + "fields:\n"
    for leaf in leaves.split():
        code, maximum = leaf.split(":")
        text += (
            f'- {{code: "{code}", title: T{code}, maximum: {maximum}, '
            "inputs: {x: {type: number}}, rule: {points: x}}\n"
        )
    return text
