"""A province's own file as it is handed on: a workbook, the evidence, an index, hashes of all.

Everything is written from the submitted revision, with the time of its submission as every date, so
that the same submission always gives the same bytes. Text is written as text and points as numbers
(a repeating fraction as text, with every digit): no cell is a formula.
"""

import hashlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from types import MappingProxyType
from typing import IO

import xlsxwriter
from django.utils import timezone

from openpar.assessments.canonical import declared_points
from openpar.assessments.models import EvidenceUse, SheetRevision
from openpar.criteria.exact import parse_exact
from openpar.file_storage import open_stored
from openpar.people.formats import write_all_digits
from openpar.scoring.numbers import Number, decimal_text, exact
from openpar.scoring.sets.model import CriteriaSet, Node

MEDIA_TYPE = "application/zip"
NOTHING: Mapping[str, bytes] = MappingProxyType({})
WORKBOOK, SUMS = "bang-cham-diem.xlsx", "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of evidence: its code on the sheet, its name in the archive, where it lies."""

    criterion: str
    code: str
    file_name: str
    path: str
    sha256: str
    size: int
    storage_name: str


def entries_of(revision: SheetRevision, storage: Mapping[str, str]) -> list[Entry]:
    """Return the evidence that the revision froze; ``storage`` maps hashes to stored files."""
    entries = []
    for item in revision.content["items"]:
        for use in item["evidence"]:
            path = f"tai-lieu/{item['criterion']}/{use['code']}-{use['file_name']}"
            entries.append(
                Entry(
                    item["criterion"], use["code"], use["file_name"], path, use["sha256"],
                    use["size"], storage.get(use["sha256"], ""),
                )
            )  # fmt: skip
    return entries


def storage_of(revision: SheetRevision) -> dict[str, str]:
    """Return where the files of a revision lie, by hash: one query."""
    uses = EvidenceUse.objects.filter(item__sheet=revision.sheet_id)
    return dict(uses.values_list("revision__sha256", "revision__storage_name"))


def workbook(revision: SheetRevision, criteria_set: CriteriaSet) -> bytes:
    """Return the table of criteria with points, figures, explanation, lead unit and evidence."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": criteria_set.title, "created": _moment(revision)})
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    nodes = {node.code: node for node in criteria_set.leaves()}
    table = book.add_worksheet("Bảng chấm điểm")
    rows = [_row(item, nodes) for item in revision.content["items"]]
    _write(table, _HEAD, rows, bold, wrap)
    _write_row(table, len(rows) + 1, _total(revision, rows), bold)
    index = book.add_worksheet("Danh mục tài liệu")
    evidence = [
        [entry.criterion, entry.code, entry.file_name, entry.path, str(entry.size), entry.sha256]
        for entry in entries_of(revision, {})
    ]
    _write(index, _INDEX_HEAD, evidence, bold, wrap)
    book.close()
    return buffer.getvalue()


def archive(
    revision: SheetRevision, criteria_set: CriteriaSet, beside: Mapping[str, bytes] = NOTHING
) -> IO[bytes]:
    """Return the archive, at its beginning: on disk once it is larger than a few megabytes.

    ``beside`` are further files by name, such as the report that goes with it.

    Raises
    ------
    FileNotFoundError
        A file of the evidence is not where the register says.
    """
    target = tempfile.SpooledTemporaryFile(max_size=8_000_000)  # noqa: SIM115 - the response closes it
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            _fill(made, revision, {WORKBOOK: workbook(revision, criteria_set), **beside})
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def workbook_sha256(revision: SheetRevision, criteria_set: CriteriaSet) -> str:
    """Return the hash of the workbook, which the receipt prints."""
    return hashlib.sha256(workbook(revision, criteria_set)).hexdigest()


_HEAD = (
    ("Mã", 8), ("Tiêu chí", 60), ("Điểm tối đa", 11), ("Số liệu", 30), ("Điểm tính", 10),
    ("Điểm tự chấm", 13), ("Không áp dụng", 24), ("Giải trình cách tính", 60),
    ("Cơ quan chủ trì", 16), ("Tài liệu", 30),
)  # fmt: skip
_INDEX_HEAD = (
    ("Tiêu chí", 10), ("Mã tài liệu", 14), ("Tên tệp", 40), ("Đường dẫn", 50), ("Dung lượng", 12),
    ("SHA-256", 66),
)  # fmt: skip


#: Where the points stand in ``_HEAD``.
_COMPUTED, _SELF = 4, 5


def _row(item: Mapping[str, object], nodes: Mapping[str, Node]) -> list[str | Number]:
    node = nodes[item["criterion"]]
    titles = {asked.name: asked.title for asked in node.inputs}
    figures = [f"{titles.get(name) or name}: {text}" for name, text in item["inputs"].items()]
    computed = _points((item["computed"] or {}).get("points"))
    claimed = item["claim_not_applicable"]
    declared = _points(item["self_points"])
    return [
        item["criterion"],
        node.title,
        "" if node.maximum is None else node.maximum,
        "; ".join(figures),
        computed,
        "" if claimed else computed if declared == "" else declared,
        item["claim_ground"] if claimed else "",
        item["explanation"],
        item.get("lead", ""),
        "; ".join(use["code"] for use in item["evidence"]),
    ]


def _points(text: str | None) -> Number | str:
    return "" if text is None else parse_exact(text)


def _total(revision: SheetRevision, rows: list[list[str | Number]]) -> list[str | Number]:
    """The last row: points of the rule, and the self-score as the receipt prints it."""
    total: list[str | Number] = ["", "Tổng cộng", *[""] * (len(_HEAD) - 2)]
    total[_COMPUTED] = exact(sum(row[_COMPUTED] for row in rows if row[_COMPUTED] != ""))
    total[_SELF] = declared_points(revision.content)
    return total


def _write(
    sheet, head: Iterable[tuple[str, int]], rows: Iterable[list[str | Number]], bold, wrap
) -> None:
    for column, (title, width) in enumerate(head):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, bold)
    for number, row in enumerate(rows, start=1):
        _write_row(sheet, number, row, wrap)
    sheet.freeze_panes(1, 1)


def _write_row(sheet, number: int, row: Iterable[str | Number], form) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(number, column, value, form)
        elif exact(Fraction(decimal_text(value))) == value:
            sheet.write_number(number, column, float(value), form)  # a cell knows no other
        else:
            sheet.write_string(number, column, write_all_digits(value, language="vi"), form)


def _fill(made: zipfile.ZipFile, revision: SheetRevision, written: Mapping[str, bytes]) -> None:
    entries = entries_of(revision, storage_of(revision))
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in written.items()]
    sums += [f"{entry.sha256}  {entry.path}" for entry in entries]
    for name, content in written.items():
        _put(made, name, content, revision)
    _put(made, SUMS, ("\n".join(sums) + "\n").encode(), revision)
    for entry in entries:
        _copy(made, entry, revision)


def _copy(made: zipfile.ZipFile, entry: Entry, revision: SheetRevision) -> None:
    """Copy a stored file piece by piece: memory stays flat."""
    if not entry.storage_name:
        raise FileNotFoundError(entry.path)
    info = _info(entry.path, revision)
    info.file_size = entry.size
    with open_stored(entry.storage_name) as source, made.open(info, "w") as copied:
        shutil.copyfileobj(source, copied)


def _put(made: zipfile.ZipFile, name: str, data: bytes, revision: SheetRevision) -> None:
    made.writestr(_info(name, revision), data)


def _info(name: str, revision: SheetRevision) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _moment(revision).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _moment(revision: SheetRevision) -> datetime:
    return timezone.localtime(revision.at).replace(tzinfo=None, microsecond=0)
