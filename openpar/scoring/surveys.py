"""Survey answers -> a share of the maximum, for one criterion of one unit.

An answer is worth its option's weight. Answers are averaged in each question of each respondent
group, questions in their group, groups in the unit; "no opinion" is no answer and leaves the
denominator. A group or question without answers hands its weight to the others, and it shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import lcm

from openpar.scoring.index import exact_sum
from openpar.scoring.numbers import Number, exact

#: The word that a rule uses for every question asked about its criterion.
ALL = "all"


@dataclass(frozen=True)
class Weights:
    """What options, questions and groups are worth.

    ``options`` in [0, 1], ``None`` for "no opinion"; ``questions`` and ``groups`` in any scale, 1
    where nothing is said. Groups that are named here are expected to answer.
    """

    options: Mapping[str, Number | None] = field(default_factory=dict)
    questions: Mapping[str, Number] = field(default_factory=dict)
    groups: Mapping[str, Number] = field(default_factory=dict)

    @cached_property
    def common(self) -> int:
        """The common denominator of the options' weights."""
        return lcm(*[one.denominator for one in self.options.values() if one is not None])

    @cached_property
    def scaled(self) -> dict[str, int]:
        """The weights of the options that are an opinion, times ``common``: whole numbers."""
        return {
            option: one.numerator * (self.common // one.denominator)
            for option, one in self.options.items()
            if one is not None
        }


@dataclass(frozen=True, slots=True)
class SurveyValue:
    """The weighted satisfaction ``value`` in [0, 1] from ``answers`` opinions.

    ``groups`` are (group, its mean, its weight as given); ``silent`` the groups whose weight the
    others took over because they gave no answer.
    """

    value: Number
    answers: int
    groups: tuple[tuple[str, Number, Number], ...] = ()
    silent: tuple[str, ...] = ()


Counts = dict[str, dict[str, dict[str, int]]]  # group -> question -> option -> answers


@dataclass(slots=True)
class Survey:
    """The counted answers of a round: ``counts[criterion][unit]``, and what they are worth."""

    counts: dict[str, dict[str, Counts]] = field(default_factory=dict)
    weights: Weights = Weights()
    overrides: dict[str, Weights] = field(default_factory=dict)  # by criterion

    def weights_of(self, criterion: str) -> Weights:
        """Return the weights that hold for one criterion."""
        return self.overrides.get(criterion, self.weights)

    def value(self, criterion: str, unit: str, questions: str = ALL) -> SurveyValue | None:
        """Return what a unit's answers are worth; ``None`` if nobody gave an opinion.

        ``questions``: codes joined by commas, or ``ALL``.
        """
        counts = self.counts.get(criterion, {}).get(unit)
        if counts is None:
            return None
        wanted = None if questions == ALL else frozenset(questions.split(","))
        return survey_value(counts, self.weights_of(criterion), wanted)


def survey_value(
    counts: Counts, weights: Weights, questions: frozenset[str] | None = None
) -> SurveyValue | None:
    """Average answers in questions, questions in groups, groups in the unit, exactly.

    Source: domain source "from answers to points"; 10 answers A 4, B 3, C 2, D 1 with weights
    100, 60, 20 and 0 % are worth 0.62, with or without people who have no opinion.

    >>> options = {"A": 1, "B": Fraction(3, 5), "C": Fraction(1, 5), "D": 0, "none": None}
    >>> counts = {"people": {"q1": {"A": 4, "B": 3, "C": 2, "D": 1, "none": 1}}}
    >>> survey_value(counts, Weights(options))
    SurveyValue(value=Fraction(31, 50), answers=10,
                groups=(('people', Fraction(31, 50), 1),), silent=())
    """
    groups: dict[str, Number] = {}
    answers = 0
    for group, asked in counts.items():
        means: dict[str, Number] = {}
        for question, given in asked.items():
            if questions is not None and question not in questions:
                continue
            mean, opinions = _question_mean(given, weights)
            if mean is not None:
                means[question] = mean
                answers += opinions
        value = _weighted(means, weights.questions)
        if value is not None:
            groups[group] = value
    value = _weighted(groups, weights.groups)
    if value is None:
        return None
    expected = [group for group in (weights.groups or counts) if weights.groups.get(group, 1)]
    silent = tuple(group for group in expected if group not in groups)
    heard = tuple((group, mean, weights.groups.get(group, 1)) for group, mean in groups.items())
    return SurveyValue(value, answers, heard, silent)


def _question_mean(given: Mapping[str, int], weights: Weights) -> tuple[Number | None, int]:
    number = worth = 0
    for option, count in given.items():
        scaled = weights.scaled.get(option)
        if scaled is not None:
            number += count
            worth += count * scaled
    return (exact(Fraction(worth, number * weights.common)) if number else None), number


def _weighted(values: Mapping[str, Number], weights: Mapping[str, Number]) -> Number | None:
    """Return the mean of ``values``; weights are taken over those that are there.

    Everything runs over one common denominator: a national survey has half a million means.
    """
    own = [weights.get(key, 1) for key in values]
    whole = exact_sum(own)
    if not whole:
        return None
    if len(own) == 1:
        return next(iter(values.values()))
    pairs = [
        (value.numerator * weight.numerator, value.denominator * weight.denominator)
        for value, weight in zip(values.values(), own, strict=True)
    ]
    common = lcm(*[denominator for _, denominator in pairs])
    worth = sum(numerator * (common // denominator) for numerator, denominator in pairs)
    return exact(Fraction(worth * whole.denominator, common * whole.numerator))
