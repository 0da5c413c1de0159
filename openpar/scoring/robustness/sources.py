"""Sources of uncertainty: what is varied from run to run, each with random numbers of its own.

Every source draws from a stream that is named by the seed and by what it concerns (a leaf, a unit),
so a draw depends neither on the size of the batches nor on the order of units or rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from openpar.scoring.index import Plan
from openpar.scoring.language.inputs import leaf_formulas, names_in
from openpar.scoring.language.tree import Name
from openpar.scoring.language.vectors import EPSILON, Array, Vector
from openpar.scoring.sets.model import Node
from openpar.scoring.surveys import ALL, Counts, Weights
from openpar.scoring.vectorised.preparing import Prepared

SOURCES = ("weights", "not_applicable", "survey", "disputed", "rounding")

#: How what does not apply is treated in a run: as the set declares, as 0 points, as the maximum.
DECLARED, AS_ZERO, AS_FULL = range(3)


@dataclass(frozen=True, slots=True)
class Variation:
    """What is varied. ``weights``: each maximum by up to this share up or down, 0 leaves them."""

    weights: float = 0.2
    not_applicable: bool = True
    survey: bool = True
    disputed: bool = True
    rounding: bool = True

    @classmethod
    def of(cls, sources: frozenset[str], weights: float) -> "Variation":
        """Return a variation of the sources named; ``weights`` counts if it is among them."""
        switches = {name: name in sources for name in SOURCES[1:]}
        return cls(weights if "weights" in sources else 0.0, **switches)


def stream(seed: int, *words: str) -> np.random.Generator:
    """Return the random numbers of one thing; equal words give equal numbers."""
    text = "\x1f".join([str(seed), *words]).encode()
    return np.random.Generator(np.random.PCG64(int.from_bytes(blake2b(text).digest(), "big")))


class WeightNoise:
    """Multiplies the maximum of every leaf of the fields, then makes their sum what it was."""

    def __init__(self, plan: Plan, noise: float, seed: int) -> None:
        self.noise = noise
        self.count = plan.fields[-1].stop if plan.fields else 0
        self.maxima = np.array([float(maximum) for maximum in plan.maxima])
        key = plan.criteria_set.code
        self.streams = [
            stream(seed, "weights", key, leaf.code) for leaf in plan.leaves[: self.count]
        ]

    def draw(self, runs: int) -> Array:
        """Return the factor of each leaf (rows) in each run (columns); bonus and penalty keep 1."""
        factors = np.ones((len(self.maxima), runs))
        if not self.noise or not self.count:
            return factors
        for at, one in enumerate(self.streams):
            factors[at] = 1 + self.noise * (2 * one.random(runs) - 1)
        own = self.maxima[: self.count]
        whole = own @ factors[: self.count]
        factors[: self.count] *= own.sum() / np.where(whole > 0, whole, 1.0)
        return factors


class Coin:
    """One choice for a whole run, each way equally likely."""

    def __init__(self, seed: int, name: str, ways: int) -> None:
        self.stream = stream(seed, name)
        self.ways = ways

    def draw(self, runs: int) -> Array:
        """Return the way chosen in each run, from 0."""
        return np.floor(self.stream.random(runs) * self.ways).astype(np.int8)


class DisputedPoints:
    """Takes for each criterion of each unit the self-assessed or the newest points, even chances.

    Only where both are there and differ.
    """

    def __init__(self, ready: Prepared, seed: int) -> None:
        key = ready.criteria_set.code
        self.cells: dict[str, list[tuple[int, float, np.random.Generator]]] = {}
        self.given: dict[str, tuple[Array, Array]] = {}
        for leaf in ready.plan.leaves:
            for at, unit in enumerate(ready.units):
                layers = ready.made.points.get(leaf.code, {}).get(unit.code, ())
                own = next((one.points for one in layers if one.layer == "self"), None)
                if own is None or own == layers[-1].points:
                    continue
                coin = stream(seed, "disputed", key, leaf.code, unit.code)
                self.cells.setdefault(leaf.code, []).append((at, float(own), coin))
            given = ready.given(leaf)
            if leaf.code in self.cells and given is not None:
                self.given[leaf.code] = given

    def draw(self, runs: int) -> dict[str, tuple[Array, Array]]:
        """Return, for each leaf in dispute, where points are given and what, runs × units."""
        found = {}
        for code, cells in self.cells.items():
            mask, points = self.given[code]
            drawn = np.repeat(points[None, :], runs, axis=0)
            for at, own, coin in cells:
                drawn[coin.random(runs) < 0.5, at] = own
            found[code] = mask, drawn
        return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question to one group: counted opinions of two options or more, and its random numbers.

    ``shares``: by name of the rule, what the mean of this question counts for in the unit's value.
    """

    unit: int
    counts: Array
    worth: Array
    shares: dict[Name, float]
    numbers: np.random.Generator


class SurveySampling:
    """Draws every question's answers again from those given: other people might have been asked.

    The shares of the options in each question of each group follow the Dirichlet distribution of
    the counts (the Bayesian bootstrap): their mean is what was observed, their spread that of a
    sample of this size. An option nobody chose stays at 0; groups and questions are independent.
    """

    def __init__(self, ready: Prepared, seed: int) -> None:
        self.ready = ready
        self.names: dict[str, list[Name]] = {}
        self.asked: dict[str, list[_Asked]] = {}
        self.certain: dict[tuple[str, Name], Array] = {}
        for leaf in ready.plan.leaves:
            names = survey_names(leaf)
            if names and ready.scorer.survey_held and leaf.code in ready.made.survey.counts:
                self.names[leaf.code] = names
                self._prepare(leaf, names, seed)

    def _prepare(self, leaf: Node, names: list[Name], seed: int) -> None:
        survey, key = self.ready.made.survey, self.ready.criteria_set.code
        weights = survey.weights_of(leaf.code)
        for name in names:
            self.certain[leaf.code, name] = np.zeros(len(self.ready.units))
        for at, unit in enumerate(self.ready.units):
            counts = survey.counts[leaf.code].get(unit.code, {})
            shares = {name: dict(shares_of(counts, weights, name.name)) for name in names}
            asked = {place for one in shares.values() for place in one}
            for group, question in sorted(asked):
                given = counts[group][question]
                chosen = [(float(weights.options[option] or 0), count)
                          for option, count in sorted(given.items())
                          if count and weights.options.get(option) is not None]  # fmt: skip
                worth, opinions = np.array(chosen).T
                part = {name: float(one[group, question]) for name, one in shares.items()
                        if (group, question) in one}  # fmt: skip
                if len(set(worth)) == 1:  # all said the same: nothing to draw
                    for name, share in part.items():
                        self.certain[leaf.code, name][at] += share * worth[0]
                    continue
                numbers = stream(seed, "survey", key, leaf.code, unit.code, group, question)
                one = _Asked(at, opinions.astype(np.float32), worth, part, numbers)
                self.asked.setdefault(leaf.code, []).append(one)

    def draw(self, runs: int) -> dict[tuple[str, Name], Vector]:
        """Return the survey values of each leaf and name, runs × units."""
        found: dict[tuple[str, Name], Array] = {}
        for code, names in self.names.items():
            for name in names:
                found[code, name] = np.repeat(self.certain[code, name][None, :], runs, axis=0)
            for one in self.asked.get(code, ()):
                size = (runs, len(one.counts))
                parts = one.numbers.standard_gamma(one.counts, size=size, dtype=np.float32)
                mean = (parts @ one.worth) / parts.sum(axis=1)
                for name, share in one.shares.items():
                    found[code, name][:, one.unit] += share * mean
        return {
            key: Vector(value, self._state(key), 1.0, EPSILON * 100) for key, value in found.items()
        }

    def _state(self, key: tuple[str, Name]) -> Array | None:
        """Return where a unit has no answers at all, as the round itself says."""
        code, name = key
        leaf = self.ready.plan.leaves[self.ready.plan.position[code]]
        return self.ready.column(leaf, name).state


def survey_names(leaf: Node) -> list[Name]:
    """Return the survey values that a leaf looks up, each once."""
    names = (name for formula in leaf_formulas(leaf) for name in names_in(formula))
    return list(dict.fromkeys(name for name in names if name.kind == "survey"))


def shares_of(
    counts: Counts, weights: Weights, questions: str
) -> Iterator[tuple[tuple[str, str], float]]:
    """Yield what each (group, question) with opinions counts for in a unit's survey value.

    The shares add up to 1, as in ``surveys.survey_value``: weights are taken over the questions of
    a group, and over the groups, that gave an opinion.
    """
    wanted = None if questions == ALL else frozenset(questions.split(","))
    answered = {
        group: {
            question: float(weights.questions.get(question, 1))
            for question, given in asked.items()
            if (wanted is None or question in wanted) and _has_opinion(given, weights)
        }
        for group, asked in counts.items()
    }
    groups = {
        group: float(weights.groups.get(group, 1))
        for group, asked in answered.items()
        if sum(asked.values())
    }
    whole = sum(groups.values())
    for group, weight in groups.items():
        if whole:
            inside = sum(answered[group].values())
            for question, own in answered[group].items():
                yield (group, question), weight / whole * own / inside


def _has_opinion(given: dict[str, int], weights: Weights) -> bool:
    return any(count and weights.options.get(option) is not None for option, count in given.items())
