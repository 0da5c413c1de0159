"""What is wrong in a file, where, and said in Vietnamese and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file: ``line`` and ``column`` from 1; 0 where unknown."""

    line: int = 0
    column: int = 0


NOWHERE = Place()


class Wrong(ValueError):
    """Something is not as the format asks; ``vi`` and ``en`` say what and what is expected."""

    def __init__(self, vi: str, en: str, place: Place) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en
        self.place = place


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect of a set that could be read: ``check`` is V1 … V12, V0 for what cannot be read."""

    check: str
    place: Place
    vi: str
    en: str

    @property
    def line(self) -> int:
        """Return the line, from 1."""
        return self.place.line

    def text(self, language: str = "vi") -> str:
        """Return the sentence in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi
