"""What is wrong with a file, or why a result is refused: always with the place.

Two ends, as the command's exit codes want them: input that cannot be read (2) and a result that
must not be given (1).
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in an input file something stands. ``line`` counts from 1; ``column`` is a name."""

    file: str
    line: int
    column: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: column {self.column}" if self.column else place


class Unreadable(ValueError):
    """The input cannot be read; each line names file, line, column and what was expected."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = list(lines)

    @classmethod
    def at(cls, spot: Spot, sentence: str) -> "Unreadable":
        """One defect at one place."""
        return cls([f"{spot}: {sentence}"])


class Refused(ValueError):
    """The input reads well, but no honest result follows from it; each line says why and where."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = list(lines)

    @classmethod
    def at(cls, spot: Spot, sentence: str) -> "Refused":
        """One reason at one place."""
        return cls([f"{spot}: {sentence}"])
