"""The Excel form says the same as the set file, and every mistake names sheet and cell (S3-1)."""

import datetime
from fractions import Fraction

import pytest

from openpar.scoring.defects import Place
from openpar.scoring.sets import cohorts, parts, table_columns
from openpar.scoring.sets.document import read_document
from openpar.scoring.sets.model import Policy, Source
from openpar.scoring.sets.reading import (
    DECISION_KEYS,
    KINDS,
    NODE_KEYS,
    SET_KEYS,
    SetError,
    read_set,
)
from openpar.scoring.sets.table_columns import CRITERIA, INPUTS, SET_LINES, SET_SHEET, TABLES
from openpar.scoring.sets.table_form import LONGEST_CELL, blank_tables, read_tables, tables_of
from openpar.scoring.sets.table_reading import MOST_DEFECTS
from openpar.scoring.sets.writing import yaml_text
from tests.scoring.language.test_shapes import EXAMPLES, one_leaf_text
from tests.scoring.sets.test_schema import SET_FILES, SETS, WHOLE

DOCUMENTATION = (SETS.parent / "docs/develop/criteria-sets.md").read_text(encoding="utf-8")

FULL = """
set: {code: a-b, title: Bộ, title_en: Set, level: phường, total: 10, kind: example, note: "Một\\nhai",
      decision: {number: 1/QĐ, date: 2026-01-15, issuer: UBND, in_force: 2026-01-15, in_force_to: 2026-12-31}}
rounding: {at: [criterion, index], digits: 3, mode: half_even}
not_applicable: {policy: gross_up}
survey: {when_not_held: rescale}
submission: {late_by: document}
clamp: [0, "100"]
names: {unit.mountain: {vi: xã miền núi, en: mountain commune}, external.ddci: chỉ số DDCI}
fields:
- code: "1"
  title: Lĩnh vực
  maximum: 10
  not_applicable: {policy: gross_up, to: 10, when: unit.small}
  criteria:
  - code: "1.10"
    title: Tiêu chí
    title_en: Criterion
    maximum: "1/3"
    source: inspection
    due: 2026-12-15
    applies: unit.mountain
    not_applicable: {when: a == 0, policy: full}
    inputs:
      a: {type: percent, unit: việc, unit_en: tasks, title: A, title_en: B, least: -1, most: 12.5%, decided_by: system}
      b: {type: choice, options: {x: Một, y: {vi: Hai, en: Two}}}
      c: {type: choice, options: [p, q]}
    rule: {measure: {choice: b}, map: {options: {x: 1, y: "75% * maximum"}}, adjust: [{gate: a > 0}], round: 2}
    evidence: [{kind: plan}, {kind: report, title: "Báo cáo: năm", required: no}, Biên bản họp, {kind: khác}]
    lead: SNV
    cooperating: [STP, "Sở A; B"]
    legal_basis: Nghị định 1
    guide: "Dòng một\\nDòng hai"
    guide_en: One
  - {code: "1.2", title: Khác, maximum: 1.234567890123456789}
bonus: {title: Thưởng, at_most: 2, inside: yes, criteria: [{code: T1, title: T, maximum: 1}]}
penalty: {at_most: 3, criteria: [{code: P1, title: P, minimum: -1.5}]}
cohorts:
- {code: so, title: Khối, title_en: C, ranked: true, rank_on: unrounded, shared_ranks: dense, fall_through: no,
   ties: [field 1, survey, "input [1.10].a", criterion 1.2, appraisal, manual],
   classes: [{title: Tốt, title_en: Good, above: 80, to: 90.5, all_of: ["lowest_share > 0", "[1.10].share > 0"]},
             {title: Khá, from: 0, below: 80, any_of: unit.warned}],
   class_limits: [{when: unit.warned, at_most: Tốt}, {when: unit.fined, exactly: Khá}]}
"""  # noqa: E501


def tables(text: str) -> dict:
    return tables_of(read_document(text))


def column(table, key: str) -> int:
    return [one.key for one in table.columns].index(key)


def changed(table, row: int, key: str, cell, text: str = WHOLE) -> dict:
    """The sheets of a set with one cell typed differently; ``row`` counts from 1 as in Excel."""
    sheets = tables(text)
    sheets[table.name][row - 1][column(table, key)] = cell
    return sheets


def said(key: str, cell) -> dict:
    """The sheets of a set with one line about the set typed differently."""
    sheets = tables(WHOLE)
    sheets[SET_SHEET][1 + [line.key for line in SET_LINES].index(key)][1] = cell
    return sheets


def places(sheets: dict) -> list[str]:
    with pytest.raises(SetError) as caught:
        read_tables(sheets)
    for defect in caught.value.defects:
        assert defect.vi != defect.en
    return [f"{one.place.text()}: {one.vi}" for one in caught.value.defects]


@pytest.mark.parametrize("path", SET_FILES, ids=lambda path: path.stem)
def test_every_set_of_ours_comes_back_the_same(path):
    text = path.read_text(encoding="utf-8")
    data, criteria_set = read_tables(tables(text))
    assert criteria_set == read_set(text)
    assert read_set(yaml_text(data)) == read_set(text)


def test_whatever_a_set_file_may_hold_comes_back_the_same():
    assert read_tables(tables(FULL))[1] == read_set(FULL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["shape"]))
def test_every_scoring_shape_comes_back_the_same(example):
    text = one_leaf_text(example)
    assert read_tables(tables(text))[1] == read_set(text)


def test_the_words_of_lists_are_those_of_the_set_file():
    assert set(table_columns.SOURCES.values()) == {one.value for one in Source}
    assert set(table_columns.POLICIES.values()) == {one.value for one in Policy}
    assert set(table_columns.KINDS.values()) == set(KINDS)
    assert set(table_columns.INPUT_TYPES.values()) == set(parts.INPUT_TYPES)
    assert set(table_columns.DECIDERS.values()) == set(parts.DECIDERS)
    assert set(table_columns.ROUNDED_AT.values()) == set(parts.ROUNDED_AT)
    assert set(table_columns.ROUNDING_MODES.values()) == set(parts.ROUNDING_MODES)
    assert set(table_columns.SURVEY_ABSENT.values()) == set(parts.SURVEY_ABSENT)
    assert set(table_columns.RANK_ON.values()) == set(cohorts.RANK_ON)
    assert set(table_columns.SHARED_RANKS.values()) == set(cohorts.SHARED_RANKS)


def test_every_key_of_the_set_file_has_its_column():
    def keys(table, *foreign):
        return {one.key.partition(".")[0] for one in table.columns} - set(foreign)

    assert keys(CRITERIA, "block", "parent") == set(NODE_KEYS) - {"criteria", "inputs"}
    assert keys(INPUTS, "code", "name") == set(parts.INPUT_KEYS)
    assert keys(table_columns.COHORTS) == set(cohorts.COHORT_KEYS) - {"classes", "class_limits"}
    assert keys(table_columns.CLASSES, "cohort") == set(cohorts.BAND_KEYS)
    assert keys(table_columns.LIMITS, "cohort") == set(cohorts.LIMIT_KEYS)
    lines = {line.key for line in SET_LINES}
    assert {f"set.{key}" for key in SET_KEYS} - {"set.decision"} <= lines
    assert {f"set.decision.{key}" for key in DECISION_KEYS} <= lines


def test_a_list_of_words_fits_what_a_spreadsheet_offers():
    for one in [*SET_LINES, *(one for table in TABLES for one in table.columns)]:
        assert all("," not in word for word in one.words)
        assert len(",".join(one.words)) <= 255


@pytest.mark.parametrize(
    ("cell", "maximum"),
    [
        (4, 4),
        (Fraction(9, 2), Fraction(9, 2)),
        ("4", 4),
        ("4,5", Fraction(9, 2)),
        ("4.5", Fraction(9, 2)),
        (" 0,125 ", Fraction(1, 8)),
        ("0.125", Fraction(1, 8)),
        ("1.234,5", Fraction(2469, 2)),
        ("85%", Fraction(17, 20)),
        ("12,5 %", Fraction(1, 8)),
        ("1/3", Fraction(1, 3)),
        ("−2", -2),
    ],
)
def test_a_number_may_be_typed_as_officers_type_it(cell, maximum):
    _, criteria_set = read_tables(changed(CRITERIA, 3, "maximum", cell))
    assert criteria_set.fields[0].children[0].maximum == maximum


@pytest.mark.parametrize(
    "cell", [datetime.date(2026, 12, 1), "2026-12-01", "1/12/2026", "01/12/2026", "1-12-2026"]
)
def test_a_day_may_be_a_date_or_text(cell):
    _, criteria_set = read_tables(changed(CRITERIA, 3, "due", cell))
    assert criteria_set.fields[0].children[0].due == datetime.date(2026, 12, 1)


@pytest.mark.parametrize("cell", ["Kiểm tra", "KIỂM TRA ", "inspection", "kiê\u0309m tra"])
def test_a_word_may_be_vietnamese_or_of_the_set_file(cell):
    _, criteria_set = read_tables(changed(CRITERIA, 3, "source", cell))
    assert criteria_set.fields[0].children[0].source is Source.INSPECTION


def test_yes_may_be_a_tick_or_a_word():
    for cell in (True, "có", "Yes"):
        sheets = changed(table_columns.COHORTS, 2, "ranked", cell)
        assert read_tables(sheets)[1].cohorts[0].ranked


WRONG_CELLS = {
    "a word of no list": (CRITERIA, 3, "source", "tin đồn", "H3", "phải là một trong: thẩm định"),
    "a number in words": (CRITERIA, 3, "maximum", "bốn", "F3", "phải là số"),
    "a number of two meanings": (CRITERIA, 3, "maximum", "1.234", "F3", "hai cách hiểu"),
    "a tick for a number": (CRITERIA, 3, "maximum", True, "F3", "phải là số"),
    "a code that became a day": (
        CRITERIA, 3, "code", datetime.date(2026, 1, 1), "C3", "định dạng ô là Văn bản",
    ),
    "a code that became a number": (CRITERIA, 3, "code", Fraction(11, 10), "C3", "Văn bản"),
    "a day that became a number": (CRITERIA, 3, "due", 46371, "M3", "phải là ngày"),
    "a rule that is no YAML": (CRITERIA, 3, "rule", "{measure: [", "I3", "“Quy tắc”"),
    "a rule that is no rule": (CRITERIA, 3, "rule", "{mesure: {}}", "I3", "mesure"),
    "a formula cut short": (CRITERIA, 3, "applies", "unit.a and", "Q3", "công thức kết thúc sớm"),
    "an unknown parent": (CRITERIA, 3, "parent", "9", "B3", "dòng phía trên"),
    "itself as parent": (CRITERIA, 3, "parent", "1.1", "B3", "dòng phía trên"),
    "another block than the parent's": (CRITERIA, 3, "block", "thưởng", "A3", "khác khối"),
    "a code twice": (CRITERIA, 3, "code", "1", "C3", "đã có ở dòng 2"),
    "no title": (CRITERIA, 3, "title", None, "dòng 3", "thiếu “Tên”"),
    "no code": (CRITERIA, 3, "code", "  ", "dòng 3", "thiếu “Mã”"),
    "a figure of no criterion": (INPUTS, 2, "code", "7.7", "A2", "không có ở trang “Tiêu chí”"),
    "a figure twice": (INPUTS, 3, "name", "done", "B3", "đã có ở dòng 2"),
    "a name with a blank": (INPUTS, 2, "name", "đã xong", "B2", "không dùng được"),
    "an option twice": (INPUTS, 4, "options", "a: A\na: B", "H4", "hai mức"),
    "a class of no cohort": (table_columns.CLASSES, 2, "cohort", "xa", "A2", "Khối xếp hạng"),
    "a tie key nobody knows": (table_columns.COHORTS, 2, "ties", "bốc thăm", "G2", "bốc thăm"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_CELLS)
def test_a_wrong_cell_is_named_with_what_was_expected(name):
    table, row, key, cell, place, sentence = WRONG_CELLS[name]
    found = places(changed(table, row, key, cell))
    assert any(f"trang “{table.name}”" in one and place in one and sentence in one for one in found)


def test_mistakes_about_the_set_are_named():
    assert places(said("set.code", None)) == ["trang “Bộ tiêu chí”: thiếu “Mã bộ tiêu chí”"]
    assert any("ô B6" in one and "phải là số" in one for one in places(said("set.total", "bốn")))
    assert any("phải là một trong" in one for one in places(said("rounding.mode", "gần nhất")))
    sheets = tables(WHOLE)
    sheets[SET_SHEET] += [["Mã", "x"], ["Tên", "Bộ khác"]]
    assert ["không có trong mẫu" in one or "có hai lần" in one for one in places(sheets)] == [
        True,
        True,
    ]


def test_all_mistakes_are_told_together():
    sheets = changed(CRITERIA, 3, "maximum", "bốn")
    sheets[CRITERIA.name][1][column(CRITERIA, "not_applicable.policy")] = "bỏ qua"
    sheets[INPUTS.name][1][column(INPUTS, "type")] = "chuỗi"
    sheets[CRITERIA.name][2][column(CRITERIA, "rule")] = "{points: a +}"
    assert len(places(sheets)) == 4


def test_a_day_that_does_not_exist_leaves_the_set_readable():
    _, criteria_set = read_tables(changed(CRITERIA, 3, "due", "31/11/2026"))
    (defect,) = criteria_set.defects
    assert (defect.check, defect.place) == ("V9", Place(3, 13, "Tiêu chí"))


def test_columns_may_stand_in_any_order_below_a_title_with_blank_rows_between():
    sheets = tables(WHOLE)
    mixed = [list(reversed(row)) for row in sheets[CRITERIA.name]]
    sheets[CRITERIA.name] = [["PHỤ LỤC"], [], mixed[0], [None], mixed[1], ["", "  "], mixed[2]]
    assert read_tables(sheets)[1] == read_set(WHOLE)


def test_a_foreign_or_double_column_is_not_passed_over():
    sheets = tables(WHOLE)
    sheets[CRITERIA.name][0] += ["Điểm tự chấm", "mã"]
    found = places(sheets)
    assert any("“Điểm tự chấm” không có trong mẫu" in one for one in found)
    assert any("“mã” có hai lần" in one for one in found)


def test_a_foreign_sheet_is_not_passed_over_but_own_notes_are():
    sheets = tables(WHOLE) | {"Hướng dẫn chấm": [["x"]], "Ghi chú 1": [["x"]], "Sheet3": [[None]]}
    assert read_tables(sheets)[1] == read_set(WHOLE)
    assert places(sheets | {"Xep loai": [["x"]]})[0].startswith("trang “Xep loai”: không thuộc mẫu")


def test_a_missing_sheet_and_missing_headings_are_said():
    sheets = tables(WHOLE)
    del sheets[INPUTS.name]
    sheets[CRITERIA.name] = [["Tên tiêu chí"], ["x"]]
    found = places(sheets)
    assert any("trang “Số liệu”: còn thiếu" in one for one in found)
    assert any("không thấy dòng tiêu đề" in one for one in found)


def test_cohorts_may_be_left_out():
    sheets = tables(WHOLE)
    for table in TABLES:
        if table.name in table_columns.OPTIONAL:
            del sheets[table.name]
    assert read_tables(sheets)[1].cohorts == ()


def test_the_blank_form_asks_for_what_a_set_needs():
    assert len(places(blank_tables())) == sum(line.needed for line in SET_LINES)


def test_hostile_tables_end_soon():
    many = [[column.title for column in INPUTS.columns]] + [["?"] * 3] * 5000
    assert len(places(tables(WHOLE) | {INPUTS.name: many})) == MOST_DEFECTS + 1
    chain = tables(WHOLE)
    head = chain[CRITERIA.name][0]
    rows = [[None, str(n) if n else None, str(n + 1), "x"] for n in range(3000)]
    assert any("quá 12 cấp" in one for one in places(chain | {CRITERIA.name: [head, *rows]}))
    bomb = "{a: &a [x,x,x,x,x,x,x,x,x], b: &b [*a,*a,*a,*a,*a,*a,*a,*a], c: [*b,*b,*b,*b]}"
    rows = [[None, None, str(n), "x", *[None] * 4, bomb] for n in range(3000)]
    assert any("giá trị" in one for one in places(chain | {CRITERIA.name: [head, *rows]}))


def test_what_a_cell_cannot_hold_is_refused_rather_than_cut():
    long = WHOLE.replace("title: Tiêu chí", f"guide: {'x' * (LONGEST_CELL + 1)}\n    title: T")
    with pytest.raises(SetError, match="Excel form"):
        tables(long)
    with pytest.raises(SetError, match="Excel form"):
        tables(WHOLE.replace("cohorts:", "bonus: {criteria: []}\ncohorts:"))
    with pytest.raises(SetError):
        tables("set: {code: x}")


@pytest.mark.parametrize(
    ("sheet", "one"),
    [
        *((SET_SHEET, line) for line in SET_LINES),
        *((table.name, one) for table in TABLES for one in table.columns),
    ],
    ids=lambda value: value if isinstance(value, str) else value.key,
)
def test_every_column_has_its_row_in_the_documentation(sheet, one):
    (row,) = [
        cells
        for line in DOCUMENTATION.splitlines()
        if (cells := [cell.strip() for cell in line.strip("|").split("|")])[:2]
        in ([sheet, one.title], [sheet, f"{one.title} \\*"])
    ]
    assert row[1].endswith("\\*") == one.needed
    assert all(word in row[3] for pair in one.words.items() for word in pair)
