"""V1, V2, V5, V6 and V12: does a leaf's rule give what the leaf promises, without two readings?"""

import re
from collections.abc import Iterator

from openpar.scoring.defects import Defect, Place
from openpar.scoring.language.compiling import constant
from openpar.scoring.language.evaluate import COMBINE, with_maximum
from openpar.scoring.language.grammar import largest
from openpar.scoring.language.inputs import leaf_formulas
from openpar.scoring.language.measures import MEASURES
from openpar.scoring.language.naming import find_input, name_type, node_wording
from openpar.scoring.language.telling import measure_unit
from openpar.scoring.language.tree import Band, Formula, Map, Measure, Name, Rule
from openpar.scoring.language.types import SHARE, Checker
from openpar.scoring.language.wording import number_text
from openpar.scoring.numbers import Number
from openpar.scoring.sets.intervals import Interval, clashes
from openpar.scoring.sets.model import CriteriaSet, Node, Source

_DIRECTION = re.compile(r"từ\s+(\d+(?:,\d+)?)\s*%\s+trở\s+(lên|xuống)", re.IGNORECASE)


def rule_defects(leaf: Node, criteria_set: CriteriaSet) -> Iterator[Defect]:
    """Yield the defects of one leaf's rule."""
    if leaf.rule is None:
        if leaf.source is Source.FIGURES:
            yield _defect(
                "V12", leaf, "nguồn số liệu thống kê cần có quy tắc", "figures need a rule"
            )
        return
    yield from _type_defects(leaf, criteria_set)
    yield from _reach_defects(leaf)
    for rule in _all_rules(leaf.rule):
        if rule.map is not None and rule.measure is not None:
            yield from _band_defects(leaf, rule.map, rule.measure, criteria_set)
            yield from _option_defects(leaf, rule.map, rule.measure)
            yield from _direction_defects(leaf, rule.map)


def _defect(check: str, leaf: Node, vi: str, en: str, place: Place | None = None) -> Defect:
    return Defect(check, place or leaf.place, f"{leaf.code}: {vi}", f"{leaf.code}: {en}")


def _all_rules(rule: Rule) -> Iterator[Rule]:
    yield rule
    nested = [case.rule for case in rule.cases] + list(rule.parts)
    if rule.map is not None:
        points = [band.points for band in rule.map.bands] + [made for _, made in rule.map.choices]
        nested += [one for one in points if isinstance(one, Rule)]
    for one in nested:
        yield from _all_rules(one)


def _type_defects(leaf: Node, criteria_set: CriteriaSet) -> Iterator[Defect]:
    """V6: like with like; V12: numbers with numbers, days with days."""
    checker = Checker(lambda name: name_type(name, leaf, criteria_set))
    for formula in leaf_formulas(leaf):
        checker.type_of(formula)
    for rule in _all_rules(leaf.rule) if leaf.rule else ():
        measure = rule.measure
        if measure is None:
            continue
        if measure.kind == "ratio":
            types = [checker.need(one, "number", "ratio") for one in measure.formulas[1:3]]
            checker.same_unit(iter(types), "ratio")
        elif MEASURES[measure.kind].gives == "yes_no":
            checker.need(measure.formulas[0], "yes_no", measure.kind)
        elif measure.kind == "choice":
            checker.need(measure.formulas[0], "text", measure.kind)
    for problem in dict.fromkeys(checker.problems):
        yield _defect("V6" if problem.kind == "units" else "V12", leaf, problem.vi, problem.en)


def _reach_defects(leaf: Node) -> Iterator[Defect]:
    """V1: the best that the rule can give is the maximum."""
    if (
        leaf.rule is None
        or leaf.maximum is None
        or leaf.minimum is None
        or leaf.rule.kind == "monitor"
    ):
        return
    best = reach(leaf.rule, leaf.maximum)
    if best is None or best == leaf.maximum or (leaf.rule.kind == "sum" and best > leaf.maximum):
        return
    yield _defect(
        "V1",
        leaf,
        f"mức cao nhất của thang điểm là {number_text(best)}, "
        f"điểm tối đa ghi {number_text(leaf.maximum)}",
        f"the best of the scale is {number_text(best, 'en')}, the maximum says "
        f"{number_text(leaf.maximum, 'en')}",
    )


def reach(rule: Rule, maximum: Number) -> Number | None:
    """Return the most points a rule can give, ``None`` where that depends on the unit."""
    maximum = largest(rule, maximum)
    best = _reach_body(rule, maximum)
    for adjustment in rule.adjustments:
        limit = constant(dict(adjustment.parameters)["formula"]) if best is not None else None
        if adjustment.kind == "at_most":
            best = None if best is None or limit is None else min(best, limit)
        elif adjustment.kind not in ("gate", "minus", "at_least"):
            return None if adjustment.kind != "award" else best
    return best


def _reach_body(rule: Rule, maximum: Number) -> Number | None:
    if rule.kind == "pipeline":
        return _reach_map(rule.map, maximum)
    if rule.kind == "points":
        return _constant(rule.points, maximum)
    if rule.kind == "monitor":
        return None
    parts = [case.rule for case in rule.cases] if rule.kind == "cases" else list(rule.parts)
    reached = [reach(part, maximum) for part in parts]
    known = [one for one in reached if one is not None]
    if len(known) < len(reached):
        return None
    return COMBINE.get(rule.kind, max)(known)


def _reach_map(tree: Map | None, maximum: Number) -> Number | None:
    if tree is None or tree.kind not in ("bands", "options", "yes_no"):
        return maximum
    given: list[Formula | Rule] = [band.points for band in tree.bands]
    given += [points for _, points in tree.choices]
    if tree.kind == "yes_no" and "yes" not in dict(tree.choices):
        return maximum
    reached = [
        reach(one, maximum) if isinstance(one, Rule) else _constant(one, maximum) for one in given
    ]
    return None if None in reached else max(one for one in reached if one is not None)


def _constant(formula: Formula | None, maximum: Number) -> Number | None:
    return constant(with_maximum(formula, maximum)) if formula is not None else None


def _band_defects(
    leaf: Node, tree: Map, measure: Measure, criteria_set: CriteriaSet
) -> Iterator[Defect]:
    """V2: bands neither overlap nor leave gaps; every boundary has one owner."""
    if tree.kind != "bands":
        return
    bounded = [band for band in tree.bands if band.lowest is not None or band.highest is not None]
    intervals = [interval for band in bounded if (interval := _interval(band)) is not None]
    if not intervals or len(intervals) < len(bounded):
        return
    otherwise = len(bounded) < len(tree.bands)
    share = measure_unit(measure, node_wording(leaf, criteria_set, "vi")) == SHARE
    for clash in clashes(
        intervals, _lowest(measure, leaf), _is_whole(measure, leaf), not otherwise
    ):
        at, until = (_shown(value, share) for value in (clash.at, clash.until))
        if clash.kind == "overlap":
            same = clash.at == clash.until
            yield _defect(
                "V2",
                leaf,
                f"đúng {at} thuộc hai mức" if same else f"từ {at} đến {until} thuộc hai mức",
                f"exactly {at} is in two bands" if same else f"{at} to {until} is in two bands",
            )
        else:
            same = clash.at == clash.until
            yield _defect(
                "V2",
                leaf,
                f"không mức nào chứa giá trị {'trên ' + at if same else f'từ {at} đến {until}'}",
                f"no band holds values {'above ' + at if same else f'from {at} to {until}'}",
            )


def _shown(value: Number, share: bool) -> str:
    return f"{number_text(value * 100)}%" if share else number_text(value)


def _interval(band: Band) -> Interval | None:
    """Return a band with constant bounds as an interval, else ``None``."""
    low, high = (constant(one) if one is not None else None for one in (band.lowest, band.highest))
    if (band.lowest is not None and low is None) or (band.highest is not None and high is None):
        return None
    return Interval(low, band.lowest_open, high, band.highest_open)


def _lowest(measure: Measure, leaf: Node) -> Number | None:
    """Return the least value that can occur, where it is known."""
    if measure.kind in ("ratio", "share_of", "count_of", "survey"):
        return 0
    if measure.kind == "rank":
        return 1
    return 0 if _is_whole(measure, leaf) and measure.kind != "days" else None


def _is_whole(measure: Measure, leaf: Node) -> bool:
    if measure.kind in ("count_of", "rank", "days"):
        return True
    formula = measure.formulas[0]
    if not isinstance(formula, Name) or formula.kind != "input":
        return False
    one = find_input(leaf, formula.name)
    return one is not None and one.type == "count"


def _option_defects(leaf: Node, tree: Map, measure: Measure) -> Iterator[Defect]:
    """V12: every option of the input has points, and no points stand for an option it lacks."""
    formula = measure.formulas[0]
    if tree.kind != "options" or not isinstance(formula, Name):
        return
    one = find_input(leaf, formula.name)
    if one is None or formula.kind != "input":
        return
    offered, scored = {key for key, _ in one.options}, {key for key, _ in tree.choices}
    for key in sorted(offered - scored):
        yield _defect("V12", leaf, f"mức {key} chưa có điểm", f"the option {key} has no points")
    for key in sorted(scored - offered):
        yield _defect("V12", leaf, f"số liệu không có mức {key}", f"the input has no option {key}")


def _direction_defects(leaf: Node, tree: Map) -> Iterator[Defect]:
    """V5: what the guide calls "trở lên" or "trở xuống" is what the rule does."""
    if tree.kind == "increments" and tree.parameter("from") is None:
        # Without a starting bound the base also holds on the near side of the bound.
        down = tree.word("direction") == "down"
        said, meant = ("trở xuống", "trở lên") if down else ("trở lên", "trở xuống")
        if said in leaf.guide and meant not in leaf.guide:
            yield _defect(
                "V5",
                leaf,
                f"hướng dẫn viết mức nền tính '{said}', quy tắc tính mức nền '{meant}'",
                f"the guide gives the base {'down' if down else 'up'} from the bound, the rule the "
                "other way",
            )
    if tree.kind == "bands":
        lower = {_percent(band.lowest) for band in tree.bands if band.lowest is not None}
        upper = {_percent(band.highest) for band in tree.bands if band.highest is not None}
        for value, way in _DIRECTION.findall(leaf.guide):
            bound_text = value.replace(",", ".")
            inside, outside = (lower, upper) if way.lower() == "lên" else (upper, lower)
            if bound_text in outside and bound_text not in inside:
                yield _defect(
                    "V5",
                    leaf,
                    f"hướng dẫn viết 'từ {value}% trở {way}', quy tắc tính chiều ngược lại",
                    f"the guide says '{value}% and {'up' if way == 'lên' else 'down'}', "
                    "the rule the reverse",
                )


def _percent(bound: Formula) -> str:
    value = constant(bound)
    return "" if value is None else number_text(value * 100, "en")
