"""Wrong twin of the formats: it writes and reads through a binary float."""

from fractions import Fraction


def write_number_by_float(value: Fraction) -> str:
    """Write with two decimals; beyond 15 digits they are those of another number."""
    return f"{float(value):,.2f}".translate(str.maketrans(",.", ".,"))


def read_number_by_float(text: str) -> float:
    """Read what seems the same number."""
    return float(text.replace(".", "").replace(",", "."))
