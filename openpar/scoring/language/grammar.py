"""A rule as written in a set file -> the syntax tree. Every refusal names its place."""

from openpar.scoring.defects import Wrong
from openpar.scoring.language import reading
from openpar.scoring.language.adjustments import read_adjustment
from openpar.scoring.language.maps import MAPS, read_map
from openpar.scoring.language.measures import MEASURES, read_measure
from openpar.scoring.language.tree import Case, Rule
from openpar.scoring.numbers import Number
from openpar.scoring.sets.document import Data, Entries

#: Rules within rules: an annex has two levels.
DEEPEST_RULE = 6

SHAPES = ("measure", "points", "cases", "best", "lowest", "sum", "monitor")
RULE_KEYS = (*SHAPES, "map", "adjust", "round", "maximum")


def read_rule(data: Data, depth: int = 0) -> Rule:
    """Read one rule.

    Raises
    ------
    Wrong
        An unknown key or word, a missing part, a formula that cannot be read, too deep.
    """
    found = reading.entries(data, "rule", RULE_KEYS)
    if depth > DEEPEST_RULE:
        raise Wrong(
            f"quy tắc lồng nhau tối đa {DEEPEST_RULE} lớp",
            f"rules may be nested {DEEPEST_RULE} deep",
            found.place,
        )
    shapes = [key for key in found if key in SHAPES]
    if len(shapes) != 1:
        raise Wrong(
            f"quy tắc cần đúng một khóa trong: {', '.join(SHAPES)}",
            f"a rule needs exactly one of {', '.join(SHAPES)}",
            found.place,
        )
    (shape,) = shapes
    if "map" in found and shape != "measure":
        raise Wrong("map phải đi cùng measure", "a map belongs to a measure", found.keys_at["map"])
    parts = _body(shape, found, depth)
    adjust = found.get("adjust")
    adjustments = () if adjust is None else tuple(map(read_adjustment, _listed(adjust)))
    return Rule(
        kind="pipeline" if shape == "measure" else shape,
        adjustments=adjustments,
        maximum=reading.number(found["maximum"], "maximum") if "maximum" in found else None,
        round_digits=reading.whole(found["round"], "round", 0, 12) if "round" in found else None,
        line=found.place.line,
        **parts,  # type: ignore[arg-type]
    )


def _listed(data: Data) -> list[Data]:
    """Return a list, also where a single adjustment stands without one."""
    return [data] if isinstance(data, Entries) else list(reading.items(data, "adjust"))


def _body(shape: str, found: Entries, depth: int) -> dict[str, object]:
    data = found[shape]
    if shape == "measure":
        return _pipeline(found, depth)
    if shape in ("points", "monitor"):
        return {"points": reading.formula(data, shape)}
    if shape == "cases":
        return {"cases": _cases(data, depth)}
    parts = tuple(read_rule(item, depth + 1) for item in reading.items(data, shape))
    if not parts:
        raise Wrong(
            f"{shape} cần ít nhất một quy tắc", f"{shape} needs at least one rule", data.place
        )
    return {"parts": parts}


def _pipeline(found: Entries, depth: int) -> dict[str, object]:
    measure = read_measure(found["measure"])
    gives = MEASURES[measure.kind].gives
    if "map" not in found:
        if gives not in ("yes_no", "points"):
            raise Wrong(
                f"measure {measure.kind} cần có map để tính ra điểm",
                f"the measure {measure.kind} needs a map",
                found.place,
            )
        return {"measure": measure}
    tree = read_map(found["map"], lambda data: read_rule(data, depth + 1))
    if gives not in MAPS[tree.kind].takes and measure.kind not in ("value", "condition"):
        raise Wrong(
            f"map {tree.kind} nhận {' hoặc '.join(MAPS[tree.kind].takes)}; "
            f"measure {measure.kind} cho {gives}",
            f"the map {tree.kind} takes {' or '.join(MAPS[tree.kind].takes)}; "
            f"the measure {measure.kind} gives {gives}",
            found["map"].place,
        )
    return {"measure": measure, "map": tree}


def _cases(data: Data, depth: int) -> tuple[Case, ...]:
    cases = []
    for item in reading.items(data, "cases"):
        found = reading.entries(item, "case", ("when", "rule", "points", "otherwise"))
        if "otherwise" in found:
            if len(found) != 1:
                raise Wrong(
                    "otherwise phải đứng riêng", "otherwise stands alone in its case", found.place
                )
            cases.append(Case(None, _rule_or_points(found["otherwise"], depth)))
            continue
        if "when" not in found or ("rule" in found) == ("points" in found):
            raise Wrong(
                "mỗi trường hợp cần when, và rule hoặc points",
                "a case needs when, and rule or points",
                found.place,
            )
        key = "rule" if "rule" in found else "points"
        when = reading.formula(found["when"], "when")
        cases.append(Case(when, _rule_or_points(found[key], depth)))
    if not cases:
        raise Wrong("cases không được để trống", "cases must not be empty", data.place)
    if any(case.when is None for case in cases[:-1]):
        raise Wrong(
            "otherwise phải là trường hợp cuối", "otherwise must be the last case", data.place
        )
    return tuple(cases)


def _rule_or_points(data: Data, depth: int) -> Rule:
    if isinstance(data, Entries):
        return read_rule(data, depth + 1)
    return Rule("points", points=reading.formula(data, "points"), line=data.place.line)


def largest(rule: Rule, maximum: Number) -> Number:
    """Return the P that a rule's own parts are measured by."""
    return maximum if rule.maximum is None else rule.maximum
