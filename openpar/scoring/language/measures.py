"""Measures: what is measured. Each is one function from the set file's data to a formula.

A measure adds no arithmetic of its own: it writes a formula of the one tree, so evaluation,
explanation and checks know nothing of kinds. To add a measure, write its reader here, a line in
``MEASURES``, and its test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

from openpar.scoring.defects import Wrong
from openpar.scoring.language import reading
from openpar.scoring.language.tree import Call, Formula, Literal, Measure, Name, Operation
from openpar.scoring.sets.document import Data, Entries, Text

#: Options that are a word; the first is the default. Every other option is yes or no.
OPTION_WORDS = {
    "when_zero": ("undetermined", "not_applicable", "full", "zero", "missing"),
    "with": ("mean", "best", "lowest"),
    "as": ("difference", "ratio", "relative"),
    "order": ("high", "low"),
}


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """A kind of measure.

    ``read`` takes the data under the keyword and the whole measure (for its other keys);
    ``options`` are those other keys. ``gives``: number, yes_no, option or points. ``vi`` and ``en``
    name the measure in a sentence, ``{}`` being the formula in words.
    """

    read: Callable[[Data, Entries], Measure]
    gives: str
    vi: str
    en: str
    options: tuple[str, ...] = ()


def read_measure(data: Data) -> Measure:
    """Read one measure: a mapping with exactly one keyword of ``MEASURES`` and its options."""
    known = set(MEASURES).union(*(kind.options for kind in MEASURES.values()))
    found = reading.entries(data, "measure", known)
    keywords = [key for key in found if key in MEASURES]
    if len(keywords) != 1:
        raise Wrong(
            f"measure cần đúng một khóa trong: {', '.join(MEASURES)}",
            f"measure needs exactly one of {', '.join(MEASURES)}",
            found.place,
        )
    kind = MEASURES[keywords[0]]
    for key in found:
        if key != keywords[0] and key not in kind.options:
            raise Wrong(
                f"measure {keywords[0]} không có khóa {key!r}",
                f"measure {keywords[0]} has no key {key!r}",
                found.keys_at[key],
            )
    return kind.read(found[keywords[0]], found)


def _formulas(data: Data, what: str, least: int = 1, most: int = 60) -> tuple[Formula, ...]:
    """Read a list of formulas, or a single one."""
    if isinstance(data, Text):
        return (reading.formula(data, what),)
    found = tuple(reading.formula(item, what) for item in reading.items(data, what))
    if not least <= len(found) <= most:
        raise Wrong(
            f"{what} nhận từ {least} đến {most} công thức",
            f"{what} takes {least} to {most} formulas",
            data.place,
        )
    return found


def _choose(entries: Entries, key: str) -> str:
    """Return one word option, or its default."""
    allowed = OPTION_WORDS[key]
    return reading.word(entries[key], key, allowed) if key in entries else allowed[0]


def _switch(entries: Entries, key: str, default: bool) -> bool:
    return reading.yes_no(entries[key], key) if key in entries else default


def _single(kind: str) -> Callable[[Data, Entries], Measure]:
    return lambda data, _: Measure(kind, (reading.formula(data, kind),))


def _ratio(data: Data, entries: Entries) -> Measure:
    pair = _formulas(data, "ratio", 2, 2)
    if len(pair) != 2:
        raise Wrong("ratio cần [tử số, mẫu số]", "ratio takes [part, whole]", data.place)
    when_zero = _choose(entries, "when_zero")
    return Measure("ratio", (Operation("/", pair), *pair), (("when_zero", when_zero),))


def _joined(kind: str, operator: str) -> Callable[[Data, Entries], Measure]:
    def read(data: Data, _: Entries) -> Measure:
        conditions = _formulas(data, kind)
        return Measure(kind, (_chain(operator, conditions), *conditions))

    return read


def _chain(operator: str, formulas: tuple[Formula, ...]) -> Formula:
    return reduce(lambda left, right: Operation(operator, (left, right)), formulas)


def _tally(kind: str) -> Callable[[Data, Entries], Measure]:
    def read(data: Data, _: Entries) -> Measure:
        conditions = _formulas(data, kind)
        ones = tuple(Call("if", (each, Literal(1), Literal(0))) for each in conditions)
        held = _chain("+", ones)
        if kind == "share_of":
            held = Operation("/", (held, Literal(len(ones))))
        return Measure(kind, (held, *conditions))

    return read


def _days(data: Data, entries: Entries) -> Measure:
    pair = _formulas(data, "days", 2, 2)
    if len(pair) != 2:
        raise Wrong("days cần [từ ngày, đến ngày]", "days takes [from, to]", data.place)
    function = "working_days" if _switch(entries, "working", False) else "days"
    return Measure("days", (Call(function, pair), *pair))


def _change(data: Data, entries: Entries) -> Measure:
    now = reading.formula(data, "change")
    before = last_year(now)
    difference: Formula = Operation("-", (now, before))
    if _switch(entries, "relative", False):
        difference = Operation("/", (difference, before))
    return Measure("change", (difference, now, before))


def last_year(formula: Formula) -> Formula:
    """Return the formula with every input read from last year."""
    if isinstance(formula, Name):
        if formula.kind == "input" or (
            formula.kind == "criterion" and formula.name not in ("points", "share")
        ):
            return Name("previous", formula.name, formula.code)
        return formula
    if isinstance(formula, Operation):
        return Operation(formula.operator, tuple(map(last_year, formula.operands)))
    if isinstance(formula, Call):
        return Call(formula.function, tuple(map(last_year, formula.arguments)))
    return formula


def _cohort_options(entries: Entries, order: str = "high") -> tuple[Literal, ...]:
    itself, unranked = _switch(entries, "itself", True), _switch(entries, "unranked", False)
    return Literal(itself), Literal(unranked), Literal(order)


def _compare(data: Data, entries: Entries) -> Measure:
    own = reading.formula(data, "compare")
    function = _choose(entries, "with")
    others = Call(function, (own, *_cohort_options(entries)))
    way = _choose(entries, "as")
    difference = Operation("-", (own, others))
    formula = {
        "difference": difference,
        "ratio": Operation("/", (own, others)),
        "relative": Operation("/", (difference, others)),
    }[way]
    return Measure("compare", (formula, own, others))


def _rank(data: Data, entries: Entries) -> Measure:
    own = reading.formula(data, "rank")
    order = _choose(entries, "order")
    return Measure("rank", (Call("rank", (own, *_cohort_options(entries, order))), own))


def _survey(data: Data, _: Entries) -> Measure:
    if isinstance(data, Text):
        questions = [reading.text(data, "survey")]
    else:
        questions = [reading.text(item, "survey") for item in reading.items(data, "survey")]
    if not questions:
        raise Wrong(
            "survey cần một câu hỏi, một danh sách câu hỏi, hoặc all",
            "survey takes a question, a list of questions, or all",
            data.place,
        )
    # One name for the set of questions: their own weights decide, not this list.
    return Measure("survey", (Name("survey", ",".join(questions)),))


MEASURES: dict[str, MeasureKind] = {
    "value": MeasureKind(_single("value"), "number", "{}", "{}"),
    "ratio": MeasureKind(_ratio, "number", "Tỷ lệ {}", "The ratio {}", ("when_zero",)),
    "condition": MeasureKind(_single("condition"), "yes_no", "{}", "{}"),
    "all": MeasureKind(
        _joined("all", "and"), "yes_no", "Đủ mọi điều kiện: {}", "Every condition: {}"
    ),
    "any": MeasureKind(
        _joined("any", "or"), "yes_no", "Có ít nhất một điều kiện: {}", "At least one of: {}"
    ),
    "count_of": MeasureKind(
        _tally("count_of"), "number", "Số điều kiện đạt trong: {}", "How many hold of: {}"
    ),
    "share_of": MeasureKind(
        _tally("share_of"), "number", "Tỷ lệ điều kiện đạt trong: {}", "The share that holds of: {}"
    ),
    "choice": MeasureKind(_single("choice"), "option", "{}", "{}"),
    "days": MeasureKind(_days, "number", "{}", "{}", ("working",)),
    "change": MeasureKind(
        _change, "number", "Mức tăng so với năm trước: {}", "The change from last year: {}",
        ("relative",),
    ),
    "compare": MeasureKind(
        _compare, "number", "So với khối: {}", "Against the cohort: {}",
        ("with", "as", "itself", "unranked"),
    ),
    "rank": MeasureKind(_rank, "number", "{}", "{}", ("order", "unranked")),
    "survey": MeasureKind(
        _survey, "number", "Mức độ hài lòng qua điều tra xã hội học ({})",
        "Satisfaction in the survey ({})",
    ),
    "judged": MeasureKind(
        _single("judged"), "points", "Điểm do người thẩm định chấm", "Points the appraiser gave"
    ),
}  # fmt: skip
