"""Bring the root to the scale it is published on: 0–10 to 0–100, for example."""

from fractions import Fraction

from openpar.scoring.composite.columns import Column
from openpar.scoring.composite.keys import Settings, number
from openpar.scoring.composite.work import Step, Turn, Work


def scale(work: Work, settings: Settings) -> None:
    """Multiply the root by ``by``; the other aggregates stay as they are.

    Raises
    ------
    Refused
        META has several roots.
    """
    by = Fraction(settings["by"])
    root = work.root(settings)
    before = work.columns[root.code]
    work.columns[root.code] = Column(
        [None if n is None else n * by.numerator for n in before.numerators],
        before.denominator * by.denominator,
    )


STEP = Step("scale", Turn.AFTER, {"by": number(10, least=Fraction(1, 10**12))}, scale)
