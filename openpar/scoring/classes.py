"""Index -> class: bands with conditions, events that decide alone, and limits from above.

A unit whose points fit a band but whose condition fails goes on to the next band only where the
set says so (``fall_through``); otherwise it has no class, and the reason is said.
"""

from collections.abc import Callable
from dataclasses import dataclass

from openpar.scoring.language.evaluate import CompiledFormula, compile_formula_alone
from openpar.scoring.language.tree import Call, Formula, Name
from openpar.scoring.numbers import Number
from openpar.scoring.sets.model import ClassBand, Cohort

#: Gives the value of a name in a condition (``index``, ``[1.1].points`` …); ``None`` if unknown.
Lookup = Callable[[Name | Call], object | None]


@dataclass(frozen=True, slots=True)
class Classification:
    """The class of a unit, or none. ``reason``: why none, or why lowered; ``about``: which band."""

    title: str = ""
    title_en: str = ""
    reason: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class _Band:
    band: ClassBand
    all_of: tuple[CompiledFormula, ...]
    any_of: tuple[CompiledFormula, ...]

    def reaches(self, index: Number) -> bool:
        band = self.band
        if band.at_least is not None and index < band.at_least:
            return False
        return band.above is None or index > band.above

    def holds(self, index: Number) -> bool:
        band = self.band
        if band.at_most is not None and index > band.at_most:
            return False
        return self.reaches(index) and (band.below is None or index < band.below)


class Classifier:
    """The classes of one cohort, compiled once."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        self.bands = [
            _Band(band, _compiled(band.all_of), _compiled(band.any_of)) for band in cohort.classes
        ]
        self.limits = [(compile_formula_alone(limit.when), limit) for limit in cohort.class_limits]

    def classify(self, index: Number | None, lookup: Lookup) -> Classification:
        """Return the class for an index in per cent (rounded or not, as the cohort ranks).

        Events (``any_of``) decide first, whatever the index; where several hold, the band that
        stands last, the strictest, counts. Then bands in order, then limits.
        """
        if not self.bands:
            return Classification()
        if index is None:
            return Classification(reason="class_unknown_index")
        for one in reversed(self.bands):
            verdicts = [condition.evaluate(_values(condition, lookup)) for condition in one.any_of]
            if any(verdicts):
                return self._limited(one.band, lookup)
            if None in verdicts:
                return Classification(reason="class_condition_unknown", about=one.band.title)
        return self._by_bands(index, lookup)

    def _by_bands(self, index: Number, lookup: Lookup) -> Classification:
        fallen = ""
        for one in self.bands:
            # A unit that fell out of a higher band is above the upper bound of every later one.
            if not (one.reaches(index) if fallen else one.holds(index)):
                continue
            verdicts = [condition.evaluate(_values(condition, lookup)) for condition in one.all_of]
            if all(verdicts):
                return self._limited(one.band, lookup, fallen)
            if None in verdicts and False not in verdicts:
                return Classification(reason="class_condition_unknown", about=one.band.title)
            if not self.cohort.fall_through:
                return Classification(reason="class_condition", about=one.band.title)
            fallen = fallen or one.band.title
        return Classification(reason="class_no_band")

    def _limited(self, band: ClassBand, lookup: Lookup, fallen: str = "") -> Classification:
        """Lower the class where a limit holds; ``exactly`` replaces it either way."""
        final = band
        for condition, limit in self.limits:
            verdict = condition.evaluate(_values(condition, lookup))
            if verdict is None:
                return Classification(
                    reason="class_limit_unknown", about=limit.exactly or limit.at_most
                )
            if not verdict:
                continue
            target = self._titled(limit.exactly or limit.at_most)
            if target is not None and (limit.exactly or _floor(target) < _floor(final)):
                final = target
        if final is band:
            reason = "class_fallen" if fallen else ""
            return Classification(band.title, band.title_en, reason, fallen)
        return Classification(final.title, final.title_en, "class_limited", band.title)

    def _titled(self, title: str) -> ClassBand | None:
        return next((one.band for one in self.bands if one.band.title == title), None)


def _compiled(formulas: tuple[Formula, ...]) -> tuple[CompiledFormula, ...]:
    return tuple(compile_formula_alone(formula) for formula in formulas)


def _values(condition: CompiledFormula, lookup: Lookup) -> tuple[object | None, ...]:
    return tuple(lookup(name) for name in condition.names)


def _floor(band: ClassBand) -> Number:
    """Return where a band begins; the lowest band often names no lower bound."""
    lower = [bound for bound in (band.at_least, band.above) if bound is not None]
    return max(lower) if lower else -1
