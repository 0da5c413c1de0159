"""The functions a formula may call, in one table: arity, types and how officers call them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language.

    ``takes``: types of the arguments, the last repeating when ``repeats``; ``gives``: the result's
    type, where ``same`` is the type of the last argument. ``cohort``: computed over the units of
    the cohort, in a second pass. ``vi`` and ``en`` are how an explanation names it.
    """

    takes: tuple[str, ...]
    gives: str
    vi: str
    en: str
    repeats: bool = False
    cohort: bool = False


FUNCTIONS = {
    "min": Function(("number",), "same", "số nhỏ nhất trong", "the smallest of", repeats=True),
    "max": Function(("number",), "same", "số lớn nhất trong", "the largest of", repeats=True),
    "abs": Function(("number",), "same", "giá trị tuyệt đối của", "the absolute value of"),
    "floor": Function(("number",), "same", "phần nguyên của", "the whole part of"),
    "if": Function(("yes_no", "any", "any"), "same", "nếu", "if"),
    "days": Function(("date", "date"), "number", "số ngày từ", "days from"),
    "working_days": Function(
        ("date", "date"), "number", "số ngày làm việc từ", "working days from"
    ),
    "count": Function(("list",), "number", "số mục trong", "number of items in"),
    "union": Function(
        ("list",), "number", "số mục khác nhau trong", "number of distinct items in", repeats=True
    ),
    "known": Function(("any",), "yes_no", "đã có số liệu", "is given:"),
    "mean": Function(
        ("number",), "same", "bình quân của khối về", "the cohort's mean of", cohort=True
    ),
    "best": Function(
        ("number",), "same", "mức cao nhất của khối về", "the cohort's highest of", cohort=True
    ),
    "lowest": Function(
        ("number",), "same", "mức thấp nhất của khối về", "the cohort's lowest of", cohort=True
    ),
    "total": Function(
        ("number",), "same", "tổng của khối về", "the cohort's total of", cohort=True
    ),
    "rank": Function(("number",), "number", "thứ hạng trong khối theo", "place in the cohort by",
                     cohort=True),
}  # fmt: skip
