"""Writes the invented figures of the demonstration rounds: the same bytes at every run.

    python demo/make_figures.py            # both rounds, in the folder of this file
    python demo/make_figures.py --into DIR # the same files elsewhere, to compare

It reads what a person wrote – ``round.yaml``, ``units.csv``, ``survey.yaml`` and the sets in
``sets/`` – and writes answers.csv, previous.csv, targets.csv, external.csv, points.csv and
survey.csv. Nothing is random: every number follows from the SHA-256 of its own address (round,
unit, figure), so a new unit or criterion changes no other figure. Only whole numbers and decimals
are used; shares are in thousandths.
"""

import argparse
import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from figure_ranges import (
    ALWAYS,
    BOUNDED,
    CHANCE,
    EXTERNAL,
    FEW,
    GAPS,
    LATE,
    NEVER,
    PARTS,
    REASONS,
    SHARED,
    STRENGTH,
    TWINS,
    WHOLES,
)

HERE = Path(__file__).parent
ROUNDS = ("lai-chau-2022", "hai-cap-2026")
HEADERS = {
    "answers": "unit,criterion,input,value",
    "previous": "unit,criterion,input,value",
    "targets": "unit,criterion,input,value",
    "external": "index,year,unit,value,rank",
    "points": "unit,criterion,layer,points,reason",
    "survey": "unit,criterion,group,question,option,count",
}

#: So many in a thousand of the criteria that rest on documents alone were disputed.
DISPUTED = 240

Node = dict[str, Any]


def draw(below: int, *address: object) -> int:
    """Return a whole number from 0 to ``below`` − 1 that belongs to ``address`` for ever."""
    digest = sha256("|".join(map(str, address)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


class Figures:
    """The figures of one unit. ``level`` is how well it does, from 0 to 1000."""

    def __init__(self, round_code: str, year: int, unit: dict[str, str]) -> None:
        self.unit = unit
        self.round_code, self.year = round_code, year
        # Twins have the same figures, so that ties show.
        self.key = (round_code, TWINS.get((round_code, unit["unit"]), unit["unit"]))
        least, span = STRENGTH[unit["cohort"]]
        self.strength = least + draw(span, *self.key, "strength")
        self.known: dict[tuple[str, ...], int] = {}

    def level(self, *address: object) -> int:
        """Return the unit's strength with a little luck, 0 to 1000."""
        return max(0, min(1000, self.strength - 130 + draw(261, *self.key, "luck", *address)))

    def answer(self, leaf: Node, name: str) -> str:
        """Return the text of one input; empty where the unit gave none."""
        given = leaf["inputs"][name]
        give = getattr(self, f"give_{given['type']}")
        return str(give(leaf, name, given))

    def amount(self, code: str, name: str, word: str) -> int:
        """Return a count or an amount; figures in ``SHARED`` are the same in every criterion."""
        address = (name, word) if (name, word) in SHARED else (name, word, code)
        if address not in self.known:
            self.known[address] = self._amount(code, name, word, address)
        return self.known[address]

    def _amount(self, code: str, name: str, word: str, address: tuple[str, ...]) -> int:
        if (name, word) in PARTS:
            whole, least, most = PARTS[name, word]
            if isinstance(most, dict):
                most = most.get(self.unit["cohort"], most["else"])
            share = least + (most - least) * self.level(*address) // 1000
            return min(self.amount(code, whole, word) * min(share, 1000), 10**12) // 1000
        if (name, word) == ("overdue", "hồ sơ"):
            return self.amount(code, "settled", word) - self.amount(code, "on_time", word)
        if (name, word) == ("staff", "người"):
            return self.amount(code, "present", "biên chế")
        if name in FEW:
            lucky = draw(1000, *self.key, *address) < 500 + self.strength // 2
            return 0 if lucky else 1 + draw(FEW[name], *self.key, *address, "how many")
        least, most = WHOLES[name, word]
        if word == "hồ sơ" and self.unit["cohort"] in ("xa", "phuong"):
            least, most = least // 3, most // 3
        return least + draw(most - least + 1, *self.key, *address)

    def give_count(self, leaf: Node, name: str, given: Node) -> int:
        if name == "days_late":
            return LATE.get((self.round_code, self.unit["unit"]), 0)
        if name == "handled" and given["unit"] == "vụ việc":
            return self.amount(leaf["code"], "reported", "vụ việc")
        if name in NEVER:
            return 0
        return self.amount(leaf["code"], name, given["unit"])

    def give_money(self, leaf: Node, name: str, given: Node) -> int:
        if "spending" in leaf["inputs"] and self.unit["has_service_bodies"] == "no":
            return 0
        if name in ("plan", "disbursed") and self.unit["cohort"] == "dac-thu":
            return 0  # no investment capital is assigned to a special agency
        return self.amount(leaf["code"], name, given["unit"])

    def give_number(self, leaf: Node, name: str, given: Node) -> Decimal:
        share = self.level(leaf["code"], name)
        if name in ("days_allowed", "days_spent"):
            allowed = 9 * self.amount(leaf["code"], "settled", "hồ sơ")
            return Decimal(
                allowed if name == "days_allowed" else allowed * (950 - share // 3) // 1000
            )
        least, most, digits = BOUNDED[name]
        if name == "mean_days":
            share = 1000 - share  # fewer days are better
        return Decimal(least + (most - least) * share // 1000) / 10**digits

    def give_percent(self, leaf: Node, name: str, given: Node) -> str:
        return f"{Decimal(700 + self.strength // 4) / 10}%"

    def give_yes_no(self, leaf: Node, name: str, given: Node) -> str:
        if name in ALWAYS:
            return ALWAYS[name]
        chance = CHANCE.get(name, 600 + self.strength * 2 // 5)
        return "yes" if draw(1000, *self.key, leaf["code"], name) < chance else "no"

    def give_choice(self, leaf: Node, name: str, given: Node) -> str:
        options = list(given["options"])
        luck = draw(1000, *self.key, leaf["code"], name)
        first = 250 + self.strength * 7 // 10
        return options[0] if luck < first else options[1 if luck < first + 150 else 2]

    def give_date(self, leaf: Node, name: str, given: Node) -> date:
        due = leaf["due"]
        if name == "issued":
            days = draw(40, *self.key, "issued") - 10 - self.strength // 40
            return due + timedelta(days=max(days, -20))
        day = date(self.year, 3, 1) + timedelta(days=draw(200, *self.key, "text in force"))
        if name == "submitted":
            day += timedelta(days=2 + (1100 - self.level("submitted")) // 60)
        return day

    def give_list(self, leaf: Node, name: str, given: Node) -> str:
        most = min(self.amount(leaf["code"], "received", "phản ánh"), FEW["feedback"])
        length = draw(3, *self.key, name) if most else 0
        codes = [draw(most, *self.key, name, at) + 1 for at in range(length)]
        # A lone ";" is a list with nothing in it; an empty cell would be no answer.
        return "; ".join(f"PA{code:03d}" for code in sorted(set(codes))) or ";"


def answers(figures: Figures, leaf: Node) -> Iterator[tuple[str, str]]:
    """Yield (input, text) of one leaf."""
    for name in leaf.get("inputs", {}):
        yield name, figures.answer(leaf, name)


def last_year(figures: Figures, leaf: Node) -> Iterator[tuple[str, str]]:
    """Yield (input, text) of last year for what the leaf's rule compares."""
    rule = str(leaf["rule"])
    wanted = set(re.findall(r"previous\.(\w+)", rule))
    if "'change'" in rule:
        wanted |= set(leaf["inputs"])
    for name, given in leaf.get("inputs", {}).items():
        if name not in wanted:
            continue
        luck = draw(161, *figures.key, "last year", leaf["code"], name)
        if given["type"] == "percent":
            yield name, f"{Decimal(690 + figures.strength // 4 + luck // 4) / 10}%"
        elif given["type"] == "money":
            yield name, str(figures.give_money(leaf, name, given) * (860 + luck) // 1000)
        else:
            # As many staff as today, and never more of them qualified than there were.
            share = 1000 if name == "staff" else 880 + luck * 3 // 4
            yield name, str(figures.give_count(leaf, name, given) * share // 1000)


def targets(figures: Figures, leaf: Node) -> Iterator[tuple[str, str]]:
    """Yield (input, text) of what was assigned to this unit."""
    wanted = dict.fromkeys(re.findall(r"target\.(\w+)", str(leaf["rule"])))
    for name in wanted:
        given = leaf["inputs"][name]
        reached = figures.amount(leaf["code"], name, given["unit"])
        worse = 1000 - figures.level(leaf["code"], "target")
        factor = 1300 - worse if name == "poor" else 900 + worse // 2
        yield name, str(reached * factor // 1000)


def survey_questions(leaf: Node) -> list[str]:
    """Return the questions asked about one leaf."""
    rule = leaf["rule"]
    if leaf.get("source") != "survey":
        return []
    asked = rule.get("measure", {}).get("survey", [])
    if asked == "all":
        return ["q1", "q2"]
    in_formula = re.findall(r"survey\.(\w+)", str(rule))
    return in_formula or ([asked] if isinstance(asked, str) else list(asked))


def survey_rows(figures: Figures, leaf: Node, weights: Node) -> Iterator[tuple[str, ...]]:
    """Yield (group, question, option, count): how many chose each option."""
    own = weights.get("criteria", {}).get(leaf["code"], {})
    for group in own.get("groups", weights["groups"]):
        size = {"dai-bieu": 18, "lanh-dao": 32}.get(group, 84)
        for question in survey_questions(leaf):
            address = (leaf["code"], group, question)
            people = size - draw(size // 4, *figures.key, "silent", *address)
            share = 300 + figures.level(*address) * 3 // 5
            counts, left = [], people - draw(4, *figures.key, "no opinion", *address)
            for _ in "ABC":
                counts.append(left * share // 1000)
                left -= counts[-1]
            counts += [left, people - sum(counts) - left]
            for option, count in zip("ABCDE", counts, strict=True):
                yield group, question, option, str(count)


def claims_everything(figures: Figures, leaf: Node) -> bool:
    """Return whether the unit's own facts earn the maximum: every yes, every best option."""
    inputs = leaf.get("inputs", {})
    best = {"yes_no": lambda given: "yes", "choice": lambda given: next(iter(given["options"]))}
    return bool(inputs) and all(
        given["type"] in best and figures.answer(leaf, name) == best[given["type"]](given)
        for name, given in inputs.items()
    )


def score_layers(figures: Figures, leaf: Node) -> Iterator[tuple[str, str, str]]:
    """Yield (layer, points, reason) of a leaf whose evidence the appraiser found wanting."""
    most = Decimal(str(leaf["maximum"]))
    luck = draw(1000, *figures.key, "disputed", leaf["code"])
    if luck >= DISPUTED or not claims_everything(figures, leaf):
        return
    half = (most * 2).to_integral_value(rounding="ROUND_DOWN") / 4
    yield "self", str(most), ""
    yield "appraised", str(half), REASONS[luck % len(REASONS)]
    if luck % 3 == 0:
        yield "explained", str(most), "Đơn vị đã bổ sung tài liệu kiểm chứng, chấp nhận giải trình"
    if luck % 8 == 1:
        between = (most + half) / 2
        yield "council", str(between), "Hội đồng thống nhất điều chỉnh, ghi tại biên bản họp"


def external_rows(figures: list[Figures], year: int) -> Iterator[tuple[object, ...]]:
    """Yield (index, year, unit, value, rank) of indices published elsewhere."""
    cohorts = dict.fromkeys(each.unit["cohort"] for each in figures)
    for index, (since, least, most) in EXTERNAL.items():
        for cohort in cohorts if year >= since else ():
            if index == "ddci" and cohort in ("phuong", "xa"):
                continue  # it compares departments and, formerly, districts
            values = {
                each.unit["unit"]: least + (most - least) * each.level(index) // 1000
                for each in figures
                if each.unit["cohort"] == cohort
                and GAPS.get((each.round_code, each.unit["unit"])) != index
            }
            order = sorted(values.values(), reverse=True)
            for code, tenths in values.items():
                yield index, year, code, Decimal(tenths) / 10, order.index(tenths) + 1


def write(path: Path, header: str, rows: list[tuple[object, ...]]) -> None:
    """Write one CSV file: UTF-8, commas, one line end."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def asked_of(unit: dict[str, str], node: Node) -> bool:
    """Return whether a node applies to the unit; ``applies`` here is one attribute."""
    attribute = node.get("applies", "").removeprefix("unit.")
    return not attribute or unit[attribute] == "yes"


def unit_leaves(unit: dict[str, str], criteria_set: Node) -> Iterator[Node]:
    """Yield the leaves asked of one unit, bonus and penalty last."""

    def below(node: Node) -> Iterator[Node]:
        if asked_of(unit, node):
            if "criteria" not in node:
                yield node
            for child in node.get("criteria", ()):
                yield from below(child)

    blocks = [criteria_set[key]["criteria"] for key in ("bonus", "penalty") if key in criteria_set]
    for root in [*criteria_set["fields"], *(node for block in blocks for node in block)]:
        yield from below(root)


def load(path: Path) -> Node:
    """Read one YAML file."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def make_round(code: str, into: Path) -> None:
    """Write the files of one round from what stands beside this script."""
    folder = HERE / code
    head, weights = load(folder / "round.yaml"), load(folder / "survey.yaml")
    sets = {key: load(folder / name) for key, name in head["sets"].items()}
    with (folder / "units.csv").open(encoding="utf-8", newline="") as file:
        units = [Figures(code, head["year"], unit) for unit in csv.DictReader(file)]
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in HEADERS}
    for figures in units:
        unit = figures.unit
        for leaf in unit_leaves(unit, sets[head["cohorts"][unit["cohort"]]]):
            place = (unit["unit"], leaf["code"])
            if GAPS.get((code, unit["unit"])) != leaf["code"]:
                rows["answers"] += [(*place, *pair) for pair in answers(figures, leaf)]
            rows["previous"] += [(*place, *pair) for pair in last_year(figures, leaf)]
            rows["targets"] += [(*place, *pair) for pair in targets(figures, leaf)]
            rows["points"] += [(*place, *layer) for layer in score_layers(figures, leaf)]
            rows["survey"] += [(*place, *row) for row in survey_rows(figures, leaf, weights)]
    rows["external"] += external_rows(units, head["year"])
    into.mkdir(parents=True, exist_ok=True)
    for name, header in HEADERS.items():
        write(into / f"{name}.csv", header, rows[name])


def main() -> None:
    """Write every round below ``--into`` (this folder if not given)."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, default=HERE)
    into = parser.parse_args().into
    for code in ROUNDS:
        make_round(code, into / code)


if __name__ == "__main__":
    main()
