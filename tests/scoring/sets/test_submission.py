"""What makes a submission late is a word of the set file (S0-23)."""

import pytest

from openpar.scoring.sets.reading import SetError, read_set

SET = """
set: {code: bo-mau, title: Bộ mẫu, level: department, total: 2, kind: example}
fields:
- code: "1"
  title: Lĩnh vực
  maximum: 2
  criteria:
  - code: "1.1"
    title: Tiêu chí
    maximum: 2
    inputs: {done: {type: yes_no, title: Đã làm}}
    rule: {measure: {condition: done}}
"""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", "received"),
        ("submission: {}", "received"),
        ("submission: {late_by: received}", "received"),
        ("submission: {late_by: document}", "document"),
    ],
)
def test_the_time_of_receipt_decides_unless_the_set_says_the_document(written, read):
    assert read_set(f"{SET}{written}\n").late_by == read


def test_any_other_word_is_a_defect_with_its_line():
    with pytest.raises(SetError, match="late_by"):
        read_set(f"{SET}submission: {{late_by: postmark}}\n")
