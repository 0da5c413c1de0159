"""What a rule looks up: the names in its formulas, in the order of the text."""

from collections.abc import Iterator

from openpar.scoring.language.tree import Call, Formula, Name, Operation, Rule
from openpar.scoring.sets.model import Node


def names_in(formula: Formula) -> Iterator[Name]:
    """Yield every name of a formula."""
    if isinstance(formula, Name):
        yield formula
    elif isinstance(formula, Operation):
        for operand in formula.operands:
            yield from names_in(operand)
    elif isinstance(formula, Call):
        for argument in formula.arguments:
            yield from names_in(argument)


def leaf_formulas(leaf: Node) -> list[Formula]:
    """Return every formula of a leaf: its rule, and whether it applies."""
    found = formulas_of(leaf.rule) if leaf.rule is not None else []
    found += [one for one in (leaf.applies, leaf.not_applicable.when) if one is not None]
    return found


def formulas_of(rule: Rule) -> list[Formula]:
    """Return every formula of a rule, nested rules included, in the order of the text."""
    found: list[Formula] = []
    if rule.measure is not None:
        found.append(rule.measure.formulas[0])
    if rule.points is not None:
        found.append(rule.points)
    for case in rule.cases:
        found += [] if case.when is None else [case.when]
        found += formulas_of(case.rule)
    for part in rule.parts:
        found += formulas_of(part)
    if rule.map is not None:
        found += [formula for _, formula in rule.map.parameters]
        points = [band.points for band in rule.map.bands] + [made for _, made in rule.map.choices]
        for band in rule.map.bands:
            found += [bound for bound in (band.lowest, band.highest) if bound is not None]
        for made in points:
            found += formulas_of(made) if isinstance(made, Rule) else [made]
    found += [formula for adjustment in rule.adjustments for _, formula in adjustment.parameters]
    return found
