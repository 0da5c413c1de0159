"""V10, V11 and V12: codes and names that the set cites exist, once, and never in a circle."""

import re
from collections.abc import Iterator

from openpar.scoring.defects import Defect, Place
from openpar.scoring.language.inputs import leaf_formulas, names_in
from openpar.scoring.language.naming import find_input
from openpar.scoring.language.tree import Formula, Name
from openpar.scoring.sets.model import Cohort, CriteriaSet, Node

#: A guide cites another criterion by its code in square brackets.
_CITED = re.compile(r"\[([^\s\[\]]{1,40})\]")
_CYCLE = ("year", "as_of", "due")
_CLASS_NAMES = ("index", "points", "lowest_share")


def reference_defects(criteria_set: CriteriaSet) -> Iterator[Defect]:
    """Yield every citation that leads nowhere, every code used twice, every circle."""
    nodes = [node for root in criteria_set.roots() for node in root.walk()]
    by_code: dict[str, Node] = {}
    for node in nodes:
        if node.code in by_code:
            yield Defect(
                "V12",
                node.place,
                f"mã {node.code} dùng hai lần",
                f"the code {node.code} is used twice",
            )
        by_code.setdefault(node.code, node)
    for leaf in criteria_set.leaves():
        for formula in leaf_formulas(leaf):
            yield from _name_defects(formula, leaf, by_code)
        yield from _guide_defects(leaf, by_code)
    yield from _circles(criteria_set, by_code)
    for cohort in criteria_set.cohorts:
        yield from _cohort_defects(cohort, by_code, {one.code for one in criteria_set.fields})


def _unknown(check: str, place: Place, who: str, vi: str, en: str) -> Defect:
    return Defect(check, place, f"{who}: {vi}", f"{who}: {en}")


def _name_defects(formula: Formula, leaf: Node, by_code: dict[str, Node]) -> Iterator[Defect]:
    for name in names_in(formula):
        own = name.kind in ("input", "target", "previous") and not name.code
        if own and find_input(leaf, name.name) is None:
            yield _unknown(
                "V11",
                leaf.place,
                leaf.code,
                f"số liệu {name.name} không được khai báo",
                f"the input {name.name} is not declared",
            )
        elif name.kind == "cycle" and name.name not in _CYCLE:
            yield _unknown("V11", leaf.place, leaf.code, f"không có cycle.{name.name}",
                           f"there is no cycle.{name.name}")  # fmt: skip
        elif name.code:
            yield from _criterion_defects(name, leaf.place, leaf.code, by_code)


def _criterion_defects(
    name: Name, place: Place, who: str, by_code: dict[str, Node]
) -> Iterator[Defect]:
    other = by_code.get(name.code)
    if other is None:
        yield _unknown(
            "V10",
            place,
            who,
            f"viện dẫn tiêu chí {name.code} không có trong bộ tiêu chí",
            f"cites criterion {name.code}, which the set does not have",
        )
    elif name.name not in ("points", "share") and find_input(other, name.name) is None:
        yield _unknown(
            "V11",
            place,
            who,
            f"tiêu chí {name.code} không có số liệu {name.name}",
            f"criterion {name.code} has no input {name.name}",
        )


def _guide_defects(leaf: Node, by_code: dict[str, Node]) -> Iterator[Defect]:
    for code in _CITED.findall(leaf.guide):
        if code not in by_code:
            yield _unknown(
                "V11",
                leaf.place,
                leaf.code,
                f"hướng dẫn viện dẫn mục {code} không có trong bộ tiêu chí",
                f"the guide cites {code}, which the set does not have",
            )


def needs(leaf: Node) -> set[str]:
    """Return the codes whose points this leaf's formulas use, so that they are scored first."""
    return {
        name.code
        for formula in leaf_formulas(leaf)
        for name in names_in(formula)
        if name.kind == "criterion" and name.name in ("points", "share")
    }


def _circles(criteria_set: CriteriaSet, by_code: dict[str, Node]) -> Iterator[Defect]:
    """V10: what a leaf needs is scored before it; a leaf below a needed node is needed too."""
    leaves = {leaf.code: leaf for leaf in criteria_set.leaves()}
    needed = {
        code: {
            below.code for one in needs(leaf) if one in by_code for below in by_code[one].leaves()
        }
        for code, leaf in leaves.items()
    }
    done: set[str] = set()
    while ready := [code for code in needed if code not in done and needed[code] <= done]:
        done.update(ready)
    for code in needed:
        if code not in done:
            yield _unknown(
                "V10",
                leaves[code].place,
                code,
                "viện dẫn vòng quanh, không xác định được tiêu chí nào chấm trước",
                "cites in a circle, so nothing can be scored first",
            )


def _cohort_defects(cohort: Cohort, by_code: dict[str, Node], fields: set[str]) -> Iterator[Defect]:
    for key in cohort.ties:
        yield from _tie_defects(key, cohort, by_code, fields)
    conditions = [one for band in cohort.classes for one in (*band.all_of, *band.any_of)]
    conditions += [limit.when for limit in cohort.class_limits]
    for used in (name for formula in conditions for name in names_in(formula)):
        if used.kind == "criterion":
            yield from _criterion_defects(used, cohort.place, cohort.code, by_code)
        elif used.kind not in ("unit", "external", "cycle") and used.name not in _CLASS_NAMES:
            yield _unknown(
                "V11",
                cohort.place,
                cohort.code,
                f"điều kiện dùng tên lạ {used.name}",
                f"a condition uses the unknown name {used.name}",
            )
    titles = {band.title for band in cohort.classes}
    for title in (limit.at_most or limit.exactly for limit in cohort.class_limits):
        if title not in titles:
            vi, en = f"không có loại {title}", f"there is no class {title}"
            yield _unknown("V11", cohort.place, cohort.code, vi, en)


def _tie_defects(
    key: str, cohort: Cohort, by_code: dict[str, Node], fields: set[str]
) -> Iterator[Defect]:
    kind, _, rest = key.partition(" ")
    if kind == "input":
        code, _, name = rest.removeprefix("[").partition("].")
        named = Name("criterion", name, code)
        yield from _criterion_defects(named, cohort.place, cohort.code, by_code)
    elif kind == "field" and rest not in fields:
        vi, en = f"không có lĩnh vực {rest}", f"there is no field {rest}"
        yield _unknown("V11", cohort.place, cohort.code, vi, en)
    elif kind == "criterion" and rest not in by_code:
        vi, en = f"không có tiêu chí {rest}", f"there is no criterion {rest}"
        yield _unknown("V11", cohort.place, cohort.code, vi, en)
