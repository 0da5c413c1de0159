"""The self-assessment report: score table, explanations, difficulties and proposals (S0-23).

It is made from a frozen sheet, so that what is printed, signed and brought back is what was sent
up; a draft has no report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from openpar.assessments.computed import evidence_title
from openpar.criteria.exact import parse_exact
from openpar.people.formats import NO_VALUE, write_shortest
from openpar.reports.letter import Annex, Block, Column, Heading, Letter, Paragraph, Row, Table
from openpar.scoring.numbers import Number
from openpar.scoring.sets.model import Block as SetBlock
from openpar.scoring.sets.model import CriteriaSet, Node

VI = "vi"
NOTHING = "Không có."
MOST_DECIMALS = 4  # of points; more would break a number across the lines of a column


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about, besides the frozen content: names, period, who signs.

    ``period`` is empty for the year, else as it is called (quý II); ``capacity`` the lines over the
    signature; ``difficulties`` and ``proposals`` the unit's own words.
    """

    superior: str
    unit: str
    place: str
    year: int
    period: str
    capacity: Sequence[str]
    signer: str
    difficulties: str
    proposals: str
    fingerprint: str


def self_assessment_letter(
    content: Mapping[str, Any], criteria_set: CriteriaSet, subject: Subject
) -> Letter:
    """Return the report of a frozen sheet; ``content`` is that of a sending or a revision."""
    with translation.override(VI):  # the words of the document, whoever asks for it
        return _letter(content, criteria_set, subject)


def _letter(content: Mapping[str, Any], criteria_set: CriteriaSet, subject: Subject) -> Letter:
    items = {item["criterion"]: item for item in content["items"]}
    period = f"{subject.period} năm {subject.year}" if subject.period else f"năm {subject.year}"
    return Letter(
        superior=subject.superior,
        issuer=subject.unit,
        place=subject.place,
        year=subject.year,
        kind="Báo cáo",
        abstract=f"Tự đánh giá, chấm điểm Chỉ số cải cách hành chính {period}",
        blocks=[
            Heading("I. KẾT QUẢ TỰ ĐÁNH GIÁ, CHẤM ĐIỂM"),
            *_result(criteria_set, items),
            Heading("II. GIẢI TRÌNH"),
            *_explanations(criteria_set, items),
            Heading("III. KHÓ KHĂN, VƯỚNG MẮC VÀ KIẾN NGHỊ, ĐỀ XUẤT"),
            Paragraph(subject.difficulties or NOTHING, bold="1. Khó khăn, vướng mắc:"),
            Paragraph(subject.proposals or NOTHING, bold="2. Kiến nghị, đề xuất:"),
        ],
        annexes=[
            Annex("PHỤ LỤC", f"Bảng tự chấm điểm {period}", _score_table(criteria_set, items))
        ],
        recipients=("Như trên", "Lưu: VT"),
        capacity=subject.capacity,
        signer=subject.signer,
        fingerprint=subject.fingerprint,
    )


def points_of(item: Mapping[str, Any] | None) -> Number | None:
    """Return what a frozen item declares: the unit's own points, else the computed ones."""
    if item is None or item["claim_not_applicable"]:
        return None
    text = item["self_points"] or (item["computed"] or {}).get("points")
    return None if text is None else parse_exact(text)


def _result(criteria_set: CriteriaSet, items: Mapping[str, Any]) -> list[Block]:
    """The sum and the table of the fields."""
    rows, whole, most = [], 0, 0
    extra = {node.code for block in _extras(criteria_set) for node in block.criteria}
    for node in criteria_set.roots():
        given, maximum = _sums(node, items)
        whole = whole + (given or 0)
        if node.code in extra:
            rows.append(Row([node.code, node.title, "", _text(given)]))
        else:
            most = most + (maximum or 0)
            rows.append(Row([node.code, node.title, _text(maximum), _text(given)]))
    rows.append(Row(["", "Tổng cộng", _text(most), _text(whole)], is_group=True))
    said = f"Tổng điểm tự đánh giá: {_text(whole)} điểm trên {_text(most)} điểm được chấm."
    columns = (
        Column("Số TT", 10), Column("Lĩnh vực", 58),
        Column("Điểm tối đa", 16, is_number=True), Column("Điểm tự chấm", 16, is_number=True),
    )  # fmt: skip
    note = "Điểm tối đa chỉ tính các tiêu chí đơn vị đã tự chấm; chi tiết tại Phụ lục."
    return [Paragraph(said), Table(columns, rows), Paragraph(note)]


def _extras(criteria_set: CriteriaSet) -> list[SetBlock]:
    """Return the bonus and the penalty criteria, which add to no maximum."""
    return [block for block in (criteria_set.bonus, criteria_set.penalty) if block is not None]


def _sums(node: Node, items: Mapping[str, Any]) -> tuple[Number | None, Number | None]:
    """Return what the leaves below a node give and could give, over those with points: nothing
    where none of them has any."""
    scored = [(leaf, points_of(items.get(leaf.code))) for leaf in node.leaves()]
    given = [(leaf.maximum or 0, points) for leaf, points in scored if points is not None]
    if not given:
        return None, None
    return sum(points for _most, points in given), sum(most for most, _points in given)


def _explanations(criteria_set: CriteriaSet, items: Mapping[str, Any]) -> list[Block]:
    """What is explained, claimed or lacks a document, criterion by criterion."""
    blocks: list[Block] = []
    for leaf in criteria_set.leaves():
        item = items.get(leaf.code)
        if item is None:
            continue
        bold, said = f"{leaf.code}. {leaf.title}:", item["explanation"]
        if item["claim_not_applicable"]:
            blocks.append(Paragraph(f"Đề nghị không áp dụng: {item['claim_ground']}", bold=bold))
        elif missing := _missing(leaf, item):
            said = said or "Chưa có giải trình."
            blocks.append(Paragraph(f"Còn thiếu {', '.join(missing)}. {said}", bold=bold))
        elif said:
            blocks.append(Paragraph(said, bold=bold))
    return blocks or [Paragraph(NOTHING)]


def _missing(leaf: Node, item: Mapping[str, Any]) -> list[str]:
    """Return the required kinds of evidence that a frozen item lacks."""
    there = {use["kind"] for use in item["evidence"]}
    return [
        evidence_title(wanted)
        for wanted in leaf.evidence
        if wanted.required and wanted.kind not in there
    ]


def _score_table(criteria_set: CriteriaSet, items: Mapping[str, Any]) -> Table:
    """Every node of the set in its order, as the annex of the decision prints it."""
    rows = []
    for root in criteria_set.roots():
        for node in root.walk():
            item = items.get(node.code)
            given, _most = _sums(node, items)
            if item is None:
                rows.append(
                    Row([node.code, node.title, _text(node.maximum), _text(given), "", ""], True)
                )
                continue
            documents = "\n".join(_document(use) for use in item["evidence"])
            rows.append(
                Row([
                    node.code, node.title, _text(node.maximum), _own(item), documents,
                    item["claim_ground"] or item["explanation"],
                ])
            )  # fmt: skip
    columns = (
        Column("Số TT", 7), Column("Lĩnh vực, tiêu chí, tiêu chí thành phần", 35),
        Column("Điểm tối đa", 8, is_number=True), Column("Điểm tự chấm", 9, is_number=True),
        Column("Tài liệu kiểm chứng", 21), Column("Giải trình, ghi chú", 20),
    )  # fmt: skip
    return Table(columns, rows)


def _document(use: Mapping[str, Any]) -> str:
    pages = f" (trang {use['pages']})" if use["pages"] else ""
    return f"{use['code']} {use['file_name']}{pages}"


def _own(item: Mapping[str, Any]) -> str:
    """Return the points of a leaf, or why there are none: never a zero in their place."""
    if item["claim_not_applicable"]:
        return "không áp dụng"
    points = points_of(item)
    if points is not None:
        return _text(points)
    status = (item["computed"] or {}).get("status", "missing")
    return {"not applicable": "không áp dụng", "not yet due": "chưa đến hạn"}.get(status, "–")


def _text(points: Number | None) -> str:
    """Write points with as many decimals as fit a column; nothing scored is a dash, not a zero."""
    return NO_VALUE if points is None else write_shortest(points, MOST_DECIMALS, language=VI)
