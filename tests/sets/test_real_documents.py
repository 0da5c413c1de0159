"""Sets transcribed from real documents: their defects are found, their own examples come out.

S3-1, S0-13: each defect below was printed in a decision that people were scored by.
"""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from openpar.scoring.language.evaluate import compile_rule
from openpar.scoring.language.naming import find_leaf
from openpar.scoring.language.tree import Call
from openpar.scoring.marks import Status
from openpar.scoring.numbers import parse_number
from openpar.scoring.sets.check import check_set
from openpar.scoring.sets.reading import read_set

SETS = Path(__file__).parents[2] / "sets"

DEFECTS = {
    # only part of the annex could be read, so the sums do not close
    "ca-mau-1880-2013": [("V3", "100"), ("V3", "20")],
    # "Từ 88 - 90%", "từ 90-95%", "từ 95- dưới 100%"
    "can-tho-157-2025": [("V2", "5.2: đúng 90%"), ("V2", "5.2: đúng 95%")],
    "hai-phong-212-2025": [("V4", "II.5: quy đổi về 10"), ("V1", "II.5.1.b"), ("V8", "dung-dau")],
    "nd307-2025-tinh": [("V5", "5.3.i")],
    "nd307-2025-xa": [("V2", "6.3.g: đúng 70%")],
    "nd307-2025-phuong": [("V2", "7.3.g: đúng 80%")],
    # one press item has no value
    "qd11-commune-2026": [("V2", "IV.3.2")],
    "qd766-2022": [
        ("V7", "3.1"),
        ("V7", "3.2"),
        ("V7", "3.3"),
        ("V6", "3.6"),
        ("V11", "5.3: hướng dẫn viện dẫn mục 5c"),
    ],
}


def read(name):
    return read_set((SETS / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", DEFECTS)
def test_the_defects_of_a_real_document_are_found_and_no_others(name):
    found = [(defect.check, defect.vi) for defect in check_set(read(name))]

    assert [check for check, _ in found] == [check for check, _ in DEFECTS[name]]
    for (_, sentence), (_, part) in zip(found, DEFECTS[name], strict=True):
        assert part in sentence


VECTORS = [
    ("ca-mau-1880-2013", "1.1.4", {"done": 90, "planned": 100}, "1"),
    ("ca-mau-1880-2013", "1.1.4", {"done": 901, "planned": 1000}, "2"),
    ("ca-mau-1880-2013", "1.1.4", {"done": 70, "planned": 100}, "1"),
    ("ca-mau-1880-2013", "1.1.4", {"done": 699, "planned": 1000}, "0"),
    (
        "can-tho-157-2025",
        "1",
        {"positives": 50, "plan_exists": True, "activity_held": True, "evidence_ok": True},
        "20",
    ),
    (
        "can-tho-157-2025",
        "1",
        {"positives": 37, "plan_exists": True, "activity_held": True, "evidence_ok": True},
        "14.8",
    ),
    (
        "can-tho-157-2025",
        "1",
        {"positives": 50, "plan_exists": True, "activity_held": True, "evidence_ok": False},
        "0",
    ),
    ("can-tho-157-2025", "2", {"a": 1200, "b": 1011}, "33.70"),
    ("hai-phong-212-2025", "II.4.c", {"done_on_time": 47, "assigned": 60}, "47/6"),
    (
        "qd11-commune-2026",
        "I.1",
        {"trigger_date": date(2026, 1, 1), "issue_date": date(2026, 1, 31), "quality_ok": True},
        "3",
    ),
    (
        "qd11-commune-2026",
        "I.1",
        {"trigger_date": date(2026, 1, 1), "issue_date": date(2026, 2, 1), "quality_ok": True},
        "1.5",
    ),
    (
        "qd11-commune-2026",
        "I.1",
        {"trigger_date": date(2026, 1, 1), "issue_date": date(2026, 3, 2), "quality_ok": True},
        "1.5",
    ),
    (
        "qd11-commune-2026",
        "I.1",
        {"trigger_date": date(2026, 1, 1), "issue_date": date(2026, 3, 3), "quality_ok": True},
        "0",
    ),
    (
        "qd11-commune-2026",
        "I.1",
        {"trigger_date": date(2026, 1, 1), "issue_date": date(2026, 1, 11), "quality_ok": False},
        "0",
    ),
    ("qd11-commune-2026", "I.2.1", {"inspected": 3, "in_scope": 10}, "1"),
    ("qd11-commune-2026", "I.2.1", {"inspected": 25, "in_scope": 100}, "0.5"),
    ("qd11-commune-2026", "I.2.1", {"inspected": 1, "in_scope": 100}, "0.25"),
    ("qd11-commune-2026", "I.2.1", {"inspected": 0, "in_scope": 100}, "0"),
    ("qd11-commune-2026", "I.2.1", {"inspected": 0, "in_scope": 0}, "not applicable"),
    ("qd11-commune-2026", "I.2.2", {"found": 0, "handled": 0}, "1"),
    ("qd11-commune-2026", "I.2.2", {"found": 5, "handled": 5}, "1"),
    ("qd11-commune-2026", "I.2.2", {"found": 5, "handled": 4}, "0"),
    ("qd11-commune-2026", "II.1.1", {"done_on_time": 9, "assigned": 10}, "8"),
    ("qd11-commune-2026", "II.1.1", {"done_on_time": 899, "assigned": 1000}, "6"),
    ("qd11-commune-2026", "II.1.1", {"done_on_time": 69, "assigned": 100}, "0"),
    ("qd11-commune-2026", "II.4.2", {"plan_exists": False, "held": 3}, "2"),
    ("qd11-commune-2026", "II.4.2", {"plan_exists": True, "planned": 10, "held": 1}, "2"),
    ("qd11-commune-2026", "II.4.2", {"plan_exists": True, "planned": 10, "held": 9}, "4"),
    ("qd11-commune-2026", "II.6", {"disbursed": 85, "allocated": 100}, "10"),
    ("qd11-commune-2026", "II.6", {"disbursed": 60, "allocated": 100}, "7.06"),
    ("qd11-commune-2026", "II.6", {"disbursed": 5999, "allocated": 10000}, "0"),
    ("qd11-commune-2026", "II.6", {"disbursed": 70, "allocated": 100}, "8.24"),
    ("qd11-commune-2026", "II.6", {"disbursed": 8499, "allocated": 10000}, "10"),
    ("nd307-2025-tinh", "5.1", {"x": 1_900_000, "mountain": False}, "10"),
    ("nd307-2025-tinh", "5.1", {"x": 2_030_000, "mountain": False}, "10.25"),
    ("nd307-2025-tinh", "5.1", {"x": 3_800_000, "mountain": False}, "25"),
    ("nd307-2025-tinh", "5.3.c", {"x": Fraction(82, 1000)}, "1.6"),
    ("nd307-2025-tinh", "5.3.c", {"x": Fraction(11, 100)}, "3"),
    ("nd307-2025-tinh", "5.3.k", {"sipas": 10}, "3"),
    ("nd307-2025-tinh", "5.3.k", {"sipas": 11}, "2"),
    ("nd307-2025-tinh", "5.3.k", {"sipas": 21}, "1"),
    ("nd307-2025-xa", "6.1", {"x": 16_000, "mountain": False}, "10"),
    ("nd307-2025-xa", "6.1", {"x": 16_500, "mountain": False}, "10.25"),
    ("nd307-2025-xa", "6.1", {"x": 46_000, "mountain": False}, "25"),
    ("nd307-2025-xa", "6.3.d", {"x": Fraction(6, 100)}, "3"),
    ("nd307-2025-xa", "6.3.d", {"x": Fraction(32, 1000)}, "4.3"),
    ("nd307-2025-xa", "6.3.d", {"x": Fraction(25, 1000)}, "5"),
    ("nd307-2025-xa", "6.3.d", {"x": 0}, "5"),
    ("nd307-2025-xa", "6.3.g", {"x": Fraction(70, 100)}, "3"),
    ("nd307-2025-xa", "6.3.g", {"x": Fraction(80, 100)}, "4"),
    (
        "qd766-2022",
        "5.4",
        {"overdue_rate": Fraction(5, 100), "complaint_rate": Fraction(2, 100)},
        "6",
    ),
    (
        "qd766-2022",
        "5.4",
        {"overdue_rate": Fraction(20, 100), "complaint_rate": Fraction(1, 100)},
        "79/15",
    ),
]


@pytest.mark.parametrize(("name", "code", "given", "expected"), VECTORS)
def test_the_examples_of_a_real_document_come_out(name, code, given, expected):
    criteria_set = read(name)
    compiled = compile_rule(find_leaf(criteria_set, code), criteria_set)
    values = tuple(None if isinstance(one, Call) else given.get(one.name) for one in compiled.names)

    mark = compiled.evaluate(values)

    if expected == "not applicable":
        assert mark.status is Status.NOT_APPLICABLE
    else:
        over, _, under = expected.partition("/")
        assert mark.points == Fraction(parse_number(over)) / parse_number(under or "1")
