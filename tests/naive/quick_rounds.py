"""Quick scorers, as spreadsheets do it, each with one mistake that a test must catch.

They know the one small set of ``tests/scoring/rounds/test_properties.py`` and take its figures:
``(p, w, n, p, w)`` a unit, ``None`` for a blank.
"""

from fractions import Fraction


def _parts(row, blank=None):
    """Points of the three leaves; ``None``: nothing is known, "out": it does not apply."""
    p1, w1, n, p2, w2 = (blank if value is None else value for value in row)

    def ratio(part, whole, maximum, floor):
        if part is None or whole is None:
            return None
        if whole == 0:
            return "out"
        share = Fraction(part, whole)
        return 0 if share < floor else min(share, 1) * maximum

    late = None if n is None else max(Fraction(0), 7 - Fraction(3, 4) * n)
    return ratio(p1, w1, 5, Fraction(1, 2)), late, ratio(p2, w2, 8, 0)


def _index(parts, stretch=True):
    one, late, two = parts
    if None in parts:
        return None
    first = (
        late * Fraction(12, 7) if one == "out" and stretch else late + (0 if one == "out" else one)
    )
    maximum = (12 if stretch or one != "out" else 7) + (0 if two == "out" else 8)
    return (first + (0 if two == "out" else two)) / maximum * 100


def _ranked(indices, cohorts, all_of_them=False, shown=lambda index: round(index, 2)):
    counted = [
        shown(index)
        for index, cohort in zip(indices, cohorts, strict=True)
        if index is not None and (cohort == "so" or all_of_them)
    ]
    ranks = [
        None
        if index is None or cohort != "so"
        else 1 + sum(other > shown(index) for other in counted)
        for index, cohort in zip(indices, cohorts, strict=True)
    ]
    return {f"u{at}": pair for at, pair in enumerate(zip(indices, ranks, strict=True))}


def honest(units, cohorts):
    """No mistake, for units without equal indices."""
    return _ranked([_index(_parts(row)) for row in units], cohorts)


def blank_is_zero(units, cohorts):
    """An answer that was not given counts 0."""
    return _ranked([_index(_parts(row, blank=0)) for row in units], cohorts)


def not_applicable_is_zero(units, cohorts):
    """What does not apply costs its points."""
    parts = [[0 if part == "out" else part for part in _parts(row)] for row in units]
    return _ranked([_index(row) for row in parts], cohorts)


def never_stretched(units, cohorts):
    """The policy ``gross_up`` is read as ``reduce_max``."""
    return _ranked([_index(_parts(row), stretch=False) for row in units], cohorts)


def special_ones_shift(units, cohorts):
    """Units that are not ranked still push others down."""
    return _ranked([_index(_parts(row)) for row in units], cohorts, all_of_them=True)


def points_rounded_first(units, cohorts):
    """Parts are rounded before they are added, though the set rounds the index alone."""
    parts = [
        [part if isinstance(part, str) else round(part, 2) for part in _parts(row)] for row in units
    ]
    return _ranked([_index(row) for row in parts], cohorts)


blank_is_zero.figures = [(10, 12, None, 3, 4)], ["so"]
not_applicable_is_zero.figures = [(10, 12, 1, 0, 0)], ["so"]
never_stretched.figures = [(0, 0, 1, 3, 4)], ["so"]
special_ones_shift.figures = [(10, 12, 2, 3, 4), (12, 12, 0, 4, 4)], ["so", "dt"]
points_rounded_first.figures = [(5, 7, 1, 2, 3)], ["so"]

TWINS = (
    blank_is_zero,
    not_applicable_is_zero,
    never_stretched,
    special_ones_shift,
    points_rounded_first,
)
