"""Scoring texts as decisions write them become the rule they state, or are left to people (S1-2).

The phrasings are those of the documents in ``domain/rule-types.md``; the points expected below
are worked out by hand from the texts.
"""

import time
from fractions import Fraction

import pytest

from openpar.scoring.language.evaluate import compile_rule
from openpar.scoring.language.explain import describe_rule
from openpar.scoring.sets.check import check_set
from openpar.scoring.sets.plain import data_of
from openpar.scoring.sets.reading import set_from
from openpar.scoring.sets.recognising import Confidence, recognise

HALF = Fraction(1, 2)


def set_of(found, maximum):
    """A set of one leaf with the recognised rule."""
    leaf = {
        "code": "1.1",
        "title": "Tiêu chí",
        "maximum": str(maximum),
        "inputs": found.inputs,
        "rule": found.rule,
    }
    if found.not_applicable:
        leaf["not_applicable"] = found.not_applicable
    top = {"code": "mau", "title": "Bộ mẫu", "level": "department", "total": str(maximum)}
    field = {"code": "1", "title": "Lĩnh vực", "maximum": str(maximum), "criteria": [leaf]}
    return set_from(data_of({"set": top, "fields": [field]}))


def points(text, maximum, **figures):
    made = set_of(recognise(text, maximum), maximum)
    leaf = next(made.leaves())
    compiled = compile_rule(leaf, made)
    return compiled.evaluate(tuple(figures.get(one.name) for one in compiled.names)).points


#: text, maximum, template, confidence, [(figures, points)]
PHRASINGS = [
    ("Có: 1; không: 0", 1, "yes_no", "sure", [({"done": True}, 1), ({"done": False}, 0)]),
    (
        "Có xây dựng kế hoạch: 3; không xây dựng, hoặc kế hoạch không cụ thể: 0",
        3, "yes_no", "sure", [({"done": True}, 3)],
    ),
    (
        "Đầy đủ số lượng, nội dung và đúng thời gian: 3; thiếu một trong các yêu cầu: 0",
        3, "yes_no", "sure", [({"done": False}, 0)],
    ),
    (
        "không để xảy ra vụ việc vi phạm: 2,5; để xảy ra: 0",
        Fraction(5, 2), "yes_no", "sure", [({"done": True}, Fraction(5, 2))],
    ),
    (
        "kịp thời: 1; không kịp thời: 0,5; không ban hành: 0",
        1, "options", "sure",
        [({"level": "kip_thoi"}, 1), ({"level": "khong_kip_thoi"}, HALF)],
    ),
    (
        "Hiệu quả và cập nhật thường xuyên: 10; có sử dụng nhưng cập nhật không thường xuyên: 03; "
        "không thực hiện: 0",
        10, "options", "sure", [({"level": "khong_thuc_hien"}, 0)],
    ),
    (
        ">90%: 2; 70–90%: 1; <70%: 0",
        2, "bands_of_share", "sure",
        [
            ({"done": 901, "planned": 1000}, 2),
            ({"done": 9, "planned": 10}, 1),
            ({"done": 7, "planned": 10}, 1),
            ({"done": 699, "planned": 1000}, 0),
        ],
    ),
    (
        "Từ 90% trở lên: 2; từ 70% đến dưới 90%: 1; dưới 70%: 0",
        2, "bands_of_share", "sure",
        [({"done": 9, "planned": 10}, 2), ({"done": 899, "planned": 1000}, 1)],
    ),
    (
        "- Từ 90% trở lên: 2 điểm\n- Từ 70% đến dưới 90%: 1 điểm\n- Dưới 70%: 0 điểm",
        2, "bands_of_share", "sure", [({"done": 7, "planned": 10}, 1)],
    ),
    (
        "100% đúng tiến độ: 10; 90–<100%: 8; 80–<90%: 6; 70–<80%: 4; <70%: 0",
        10, "bands_of_share", "sure",
        [({"done": 10, "planned": 10}, 10), ({"done": 9, "planned": 10}, 8)],
    ),
    (
        "Từ 30% trở lên: 1; từ 25% đến dưới 30%: 0,5; dưới 25%: 0,25; không thực hiện: 0",
        1, "bands_of_share", "sure", [({"done": 1, "planned": 4}, HALF)],
    ),
    (
        "Từ 88-90%: 02; từ 90-95%: 03; từ 95-dưới 100%: 04; 100%: 05",
        5, "bands_of_share", "likely",
        [({"done": 9, "planned": 10}, 3), ({"done": 1, "planned": 2}, 0)],
    ),
    (
        "Từ 2 sáng kiến hoặc giải pháp mới trở lên: 2; có 1: 1; không có: 0",
        2, "bands_of_count", "sure", [({"cases": 3}, 2), ({"cases": 1}, 1), ({"cases": 0}, 0)],
    ),
    (
        "Ít nhất 05 bài: 3; từ 2–4 bài: 1,5",
        3, "bands_of_count", "likely", [({"cases": 4}, Fraction(3, 2)), ({"cases": 1}, 0)],
    ),
    (
        "Từ 100 lượt người: 4; 50–<100: 3; <50: 2; không tổ chức: 0",
        4, "bands_of_count", "sure", [({"cases": 100}, 4), ({"cases": 99}, 3)],
    ),
    (
        "Từ 85% trở lên: 10; từ 60% đến dưới 85%: (tỷ lệ giải ngân/85%) x 10, tối đa 10 điểm; "
        "dưới 60%: 0",
        10, "share_of_maximum", "sure",
        [
            ({"done": 85, "planned": 100}, 10),
            ({"done": 68, "planned": 100}, 8),
            ({"done": 59, "planned": 100}, 0),
        ],
    ),
    (
        "dưới 80%: 0 điểm, tỷ lệ × điểm tối đa",
        2, "share_of_maximum", "sure",
        [({"done": 9, "planned": 10}, Fraction(9, 5)), ({"done": 7, "planned": 10}, 0)],
    ),
    (
        "100%: 2 điểm; từ 80% đến dưới 100%: tỷ lệ × điểm tối đa; dưới 80%: 0 điểm",
        2, "share_of_maximum", "sure", [({"done": 8, "planned": 10}, Fraction(8, 5))],
    ),
    (
        "(số lượng công việc hoàn thành / số lượng công việc được giao) x 100% x 5",
        5, "share_of_maximum", "likely", [({"done": 1, "planned": 2}, Fraction(5, 2))],
    ),
    ("Mỗi báo cáo gửi chậm trừ 0,25 điểm", 2, "deduction", "sure",
     [({"cases": 3}, Fraction(5, 4)), ({"cases": 9}, 0)]),
    ("Cứ 01 hồ sơ trễ hạn trừ 0.25 điểm, trừ tối đa 1 điểm", 2, "deduction", "sure",
     [({"cases": 100}, 1)]),
    ("Cứ 05 hồ sơ trễ hạn trừ 0,5 điểm", 2, "deduction", "sure", [({"cases": 9}, Fraction(3, 2))]),
    ("Trừ 0,5 điểm cho mỗi nhiệm vụ quá hạn", 1, "deduction", "sure", [({"cases": 1}, HALF)]),
    ("Mỗi sáng kiến được công nhận được 0,5 điểm, tối đa 2 điểm", 2, "per_item", "sure",
     [({"cases": 3}, Fraction(3, 2)), ({"cases": 9}, 2)]),
    ("Tối đa 3 điểm", 3, "judged", "sure", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "maximum", "template", "confidence", "examples"),
    PHRASINGS,
    ids=[row[0][:40] for row in PHRASINGS],
)
def test_a_phrasing_becomes_the_rule_it_states(text, maximum, template, confidence, examples):
    found = recognise(text, maximum)

    assert (found.template, found.confidence) == (template, confidence)
    made = set_of(found, maximum)
    assert describe_rule(next(made.leaves()), "vi", made)
    for figures, expected in examples:
        assert points(text, maximum, **figures) == expected, figures


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Theo hướng dẫn của Sở Nội vụ",
        "a) không xây dựng kế hoạch: có tổ chức 2, không 0; b) có kế hoạch: ≥100% 5; 85–<100% 4",
        "Căn cứ vào số điểm KPI để quy đổi ra số điểm thực hiện chức trách nhiệm vụ",
        "Mỗi 1% vượt kế hoạch được 0,1 điểm",
        "=cmd|' /C calc'!A0",
        "9" * 5000,
        ": : : ;;; %%%",
    ],
)
def test_what_is_not_understood_is_left_to_people(text):
    found = recognise(text, 2)
    assert (found.template, found.confidence) == ("judged", Confidence.NONE)
    assert [defect.check for defect in check_set(set_of(found, 2)) if defect.check != "V3"] == []


def test_what_does_not_arise_is_kept_apart_from_the_levels():
    """QĐ 11, II.6 and I.2.2: the maximum shrinks, or is earned in full."""
    shrinks = recognise(
        "Có văn bản góp ý đúng hạn: 8; không có hoặc quá hạn: 0; không phát sinh yêu cầu: giảm trừ "
        "điểm tối đa tương ứng",
        8,
    )
    assert (shrinks.template, shrinks.not_applicable) == ("yes_no", "reduce_max")
    full = recognise("Từ 90% trở lên: 2; dưới 90%: 0; không phát sinh hồ sơ: điểm tối đa", 2)
    assert full.not_applicable == "full"
    assert full.rule["measure"]["when_zero"] == "full"


def test_a_best_level_below_the_maximum_is_no_sure_reading():
    """HP212 II.5.1.b: at most 2 points, the best level earns 1 (V1)."""
    found = recognise("Trên mức trung bình: 1; bằng: 0,5; dưới: 0", 2)
    assert found.confidence == Confidence.LIKELY


def test_no_phrasing_takes_long():
    """No text makes a pattern search for long, whatever its length."""
    began = time.perf_counter()
    for piece in ("từ 1% ", "mỗi a", "1,", ": ", "tỷ lệ x ", "a\n"):
        for length in (2_900, 100_000):
            recognise((piece * length)[:length], 1)
    assert time.perf_counter() - began < 2
