"""Rounds of any size, made from a seed: the same seed gives the same round on every machine.

The set has eight fields, as the PAR INDEX has, and leaves of the shapes that real sets use: ratios
with a target and a floor, bands, deductions for each occurrence, options, yes/no, days late,
increments, judged points and, where asked for, survey questions. Counts are in the thousands, so
that hardly two units have equal figures and no saving on equal rows flatters the times.
"""

from collections.abc import Callable
from fractions import Fraction
from random import Random

from openpar.scoring.rounds.model import Round
from openpar.scoring.rounds.reading import read_round

FIELDS = 8

_COUNTS = "inputs: {done: {type: count, unit: việc}, planned: {type: count, unit: việc}}"
_RATIO = "measure: {ratio: [done, planned], when_zero: not_applicable}"
#: Bodies of leaves of one point, with the makers of their inputs: name -> a random value.
SHAPES: list[tuple[str, dict[str, Callable[[Random], object]]]] = [
    (
        _COUNTS + ", rule: {" + _RATIO + ", map: {line: {floor: 0.8, target: 1}}}",
        {
            "done": lambda r: r.randint(700, 9999),
            "planned": lambda r: r.choice((0, *range(900, 9999))),
        },
    ),
    (
        _COUNTS + ", rule: {" + _RATIO + ", map: {bands: [{from: 90%, points: 1}, "
        "{from: 70%, below: 90%, points: 0.5}, {otherwise: 0}]}}",
        {"done": lambda r: r.randint(700, 9999), "planned": lambda r: r.randint(900, 9999)},
    ),
    (
        "inputs: {late: {type: count, unit: báo cáo}}, "
        "rule: {measure: {value: late}, map: {deduct: {each: 0.25}}}",
        {"late": lambda r: r.choice([0, 0, 0, 1, 2, 3, 5])},
    ),
    (
        "inputs: {level: {type: choice, options: {good: Tốt, fair: Khá, poor: Yếu}}}, "
        "rule: {measure: {choice: level}, map: {options: {good: 1, fair: 0.5, poor: 0}}}",
        {"level": lambda r: r.choice(["good", "good", "fair", "poor"])},
    ),
    (
        "inputs: {issued: {type: yes_no}, posted: {type: yes_no}}, "
        "rule: {measure: {all: [issued, posted]}}",
        {"issued": lambda r: r.choice(["yes", "yes", "yes", "no"]), "posted": lambda r: "yes"},
    ),
    (
        "inputs: {days: {type: count, unit: ngày}}, "
        "rule: {measure: {value: days}, map: {late: {first: 5, cost: 0.25, each: 0.1}}}",
        {"days": lambda r: r.choice([0, 0, 0, 2, 7, 12])},
    ),
    (
        "inputs: {rate: {type: percent}}, rule: {measure: {value: rate}, "
        "map: {increments: {base: 0.5, base_at: 20%, step: 10%, add: 0.25}}, round: 2}",
        {"rate": lambda r: f"{r.randint(500, 10000) / 100}%"},
    ),
    (
        "inputs: {given_points: {type: number, decided_by: appraiser}}, "
        "rule: {measure: {judged: given_points}}",
        {"given_points": lambda r: Fraction(r.randint(0, 4), 4)},
    ),
]
_SURVEY = "source: survey, rule: {measure: {survey: all}, map: {line: {target: 90%}}}"


def make_round(units: int, leaves: int, *, surveys: int = 0, seed: int = 20260115) -> Round:
    """Return a round of one cohort: ``units`` × ``leaves``, of which ``surveys`` ask people."""
    random = Random(seed)  # noqa: S311 - invented figures, not secrets
    bodies = [SHAPES[at % len(SHAPES)] for at in range(leaves - surveys)]
    codes = [f"{1 + at * FIELDS // leaves}.{at + 1}" for at in range(leaves)]
    answers = ["unit,criterion,input,value"]
    names = [f"u{number:04}" for number in range(1, units + 1)]
    for code, (_, inputs) in zip(codes, bodies, strict=False):
        for name in inputs:
            answers += [f"{unit},{code},{name},{_text(inputs[name](random))}" for unit in names]
    files = {
        "round.yaml": "title: Vòng thử tốc độ\nyear: 2026\nas_of: 2026-12-31\n"
        "sets: {so: so.yaml}\ncohorts: {so: so}\n",
        "so.yaml": _set_text(codes, bodies, surveys),
        "units.csv": "unit,name,cohort\n" + "".join(f"{one},Đơn vị {one},so\n" for one in names),
        "answers.csv": "\n".join(answers) + "\n",
    }
    if surveys:
        files["survey.yaml"] = "options: {A: 1, B: 0.7, C: 0.3, D: 0}\n"
        files["survey.csv"] = _survey_text(names, codes[leaves - surveys :], random)
    return read_round(files)


def _set_text(codes: list[str], bodies: list[tuple[str, object]], surveys: int) -> str:
    leaves = [body for body, _ in bodies] + [_SURVEY] * surveys
    fields: dict[str, list[str]] = {}
    for at, (code, body) in enumerate(zip(codes, leaves, strict=True)):
        text = f'  - {{code: "{code}", title: Tiêu chí {at + 1}, maximum: 1, {body}}}\n'
        fields.setdefault(code.split(".")[0], []).append(text)
    text = (
        f"set: {{code: toc-do, title: Bộ thử, level: department, total: {len(codes)}, "
        "kind: example}\nrounding: {at: [criterion, index], digits: 2, mode: half_up}\n"
        "not_applicable: reduce_max\ncohorts: [{code: so, title: Khối sở}]\nfields:\n"
    )
    for field, lines in fields.items():
        text += f'- code: "{field}"\n  title: Lĩnh vực {field}\n  maximum: {len(lines)}\n'
        text += "  criteria:\n" + "".join(lines)
    return text


def _survey_text(units: list[str], codes: list[str], random: Random) -> str:
    rows = ["unit,criterion,group,question,option,count"]
    for unit in units:
        level = random.uniform(0.4, 0.9)
        for code in codes:
            for group in ("people", "businesses"):
                rows += [
                    f"{unit},{code},{group},q1,{option},{round(size * random.uniform(0.5, 1.5))}"
                    for option, size in (("A", 60 * level), ("B", 25), ("C", 10), ("D", 5))
                ]
    return "\n".join(rows) + "\n"


def _text(value: object) -> str:
    return str(float(value)) if isinstance(value, Fraction) else str(value)
