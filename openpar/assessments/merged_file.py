"""A province's own file as it is handed on: a workbook, the evidence, an index, hashes of all.

Everything is written from the submitted revision, with the time of its submission as every date, so
that the same submission always gives the same bytes. Text is written as text: no cell is a formula.
"""

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO

import xlsxwriter
from django.utils import timezone

from openpar.assessments.models import EvidenceUse, SheetRevision
from openpar.file_storage import open_stored
from openpar.scoring.sets.model import CriteriaSet

MEDIA_TYPE = "application/zip"
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
    index = book.add_worksheet("Danh mục tài liệu")
    evidence = [
        [entry.criterion, entry.code, entry.file_name, entry.path, str(entry.size), entry.sha256]
        for entry in entries_of(revision, {})
    ]
    _write(index, _INDEX_HEAD, evidence, bold, wrap)
    book.close()
    return buffer.getvalue()


def archive(revision: SheetRevision, criteria_set: CriteriaSet) -> IO[bytes]:
    """Return the archive, at its beginning: on disk once it is larger than a few megabytes.

    Raises
    ------
    FileNotFoundError
        A file of the evidence is not where the register says.
    """
    target = tempfile.SpooledTemporaryFile(max_size=8_000_000)  # noqa: SIM115 - the response closes it
    entries = entries_of(revision, storage_of(revision))
    table = workbook(revision, criteria_set)
    sums = [f"{hashlib.sha256(table).hexdigest()}  {WORKBOOK}"]
    sums += [f"{entry.sha256}  {entry.path}" for entry in entries]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        _put(made, WORKBOOK, table, revision)
        _put(made, SUMS, ("\n".join(sums) + "\n").encode(), revision)
        for entry in entries:
            with open_stored(entry.storage_name) as file:
                _put(made, entry.path, file.read(), revision)
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


def _row(item: Mapping[str, object], nodes: Mapping[str, object]) -> list[str]:
    node = nodes.get(item["criterion"])
    computed = (item["computed"] or {}).get("points")
    figures = "; ".join(f"{name} = {text}" for name, text in item["inputs"].items())
    return [
        item["criterion"],
        node.title if node else "",
        "" if node is None or node.maximum is None else str(node.maximum),
        figures,
        computed or "",
        item["self_points"] or computed or "",
        item["claim_ground"] if item["claim_not_applicable"] else "",
        item["explanation"],
        item.get("lead", ""),
        "; ".join(use["code"] for use in item["evidence"]),
    ]


def _write(sheet, head: Iterable[tuple[str, int]], rows: Iterable[list[str]], bold, wrap) -> None:
    for column, (title, width) in enumerate(head):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, bold)
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, str(text), wrap)
    sheet.freeze_panes(1, 1)


def _put(made: zipfile.ZipFile, name: str, data: bytes, revision: SheetRevision) -> None:
    info = zipfile.ZipInfo(name, _moment(revision).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    made.writestr(info, data)


def _moment(revision: SheetRevision) -> datetime:
    return timezone.localtime(revision.at).replace(tzinfo=None, microsecond=0)
