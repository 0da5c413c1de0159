"""Accounts and appointments as an Excel workbook: the template, the export, the links to hand out.

The template and the export have the same columns, so what was exported can be sent back. Every
text is written as text: a name that begins with ``=`` is no formula.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

from openpar.people.models import Appointment, Role, User

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "Tài khoản"
GUIDE = "Hướng dẫn"
#: Rows of the template prepared with the list of roles.
PREPARED_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet: its key in the program, its header, what to write."""

    key: str
    header: str
    help: str
    width: int


COLUMNS = (
    Column("username", "Tên đăng nhập", "Chữ không dấu, chữ số và . - _ @; bắt buộc.", 22),
    Column("display_name", "Họ và tên", "Bắt buộc với tài khoản mới.", 28),
    Column("job_title", "Chức vụ", "Có thể để trống.", 28),
    Column("role", "Vai trò", "Chọn trong danh sách; để trống nếu chỉ tạo tài khoản.", 30),
    Column("unit", "Mã đơn vị", "Mã trong danh mục đơn vị; bắt buộc khi có vai trò.", 14),
    Column("valid_from", "Từ ngày", "Ngày/tháng/năm; bắt buộc khi có vai trò.", 13),
    Column("valid_to", "Đến ngày", "Để trống nếu chưa định ngày kết thúc.", 13),
    Column("decision", "Quyết định", "Số, ngày, cơ quan ban hành.", 34),
)

#: The roles as the sheet writes them. They do not follow the language of the reader: a file filled
#: in by one person is sent in by another.
ROLE_WORDS: Mapping[Role, str] = {
    Role.OFFICER: "Công chức đầu mối",
    Role.CONTRIBUTOR: "Người nhập phần được phân công",
    Role.HEAD: "Người đứng đầu đơn vị",
    Role.DEPUTY: "Phó người đứng đầu đơn vị",
    Role.COORDINATOR: "Điều phối viên cơ quan thường trực",
    Role.INNER_COORDINATOR: "Điều phối viên chấm điểm nội bộ",
    Role.APPRAISER: "Người thẩm định",
    Role.CHAIR: "Chủ tịch Hội đồng thẩm định",
    Role.VICE_CHAIR: "Phó Chủ tịch Hội đồng thẩm định",
    Role.MEMBER: "Thành viên Hội đồng thẩm định",
    Role.SECRETARY: "Thư ký Hội đồng thẩm định",
    Role.LEADER: "Lãnh đạo",
    Role.OBSERVER: "Quan sát viên (Ủy ban Mặt trận Tổ quốc)",
    Role.AUDITOR: "Người giám sát",
    Role.OPERATOR: "Cán bộ vận hành kỹ thuật",
}


def template_workbook() -> bytes:
    """Return the empty sheet to fill in, with the list of roles and a page of guidance."""
    return _written([], prepared=PREPARED_ROWS)


def accounts_workbook(accounts: Iterable[User], appointments) -> bytes:
    """Return accounts with their appointments, one line an appointment: two queries."""
    rows = list(accounts)
    held: dict[int, list[Appointment]] = {}
    for one in appointments.filter(user__in=rows).order_by("valid_from", "pk"):
        held.setdefault(one.user_id, []).append(one)
    lines: list[Sequence[object]] = []
    for account in rows:
        person = (account.username, account.display_name, account.job_title)
        offices = [_office(one) for one in held.get(account.pk, [])]
        lines += [(*person, *office) for office in offices or [("", "", None, None, "")]]
    return _written(lines, prepared=0)


def links_workbook(links: Iterable[tuple[User, str]]) -> bytes:
    """Return accounts with the links through which they set a password."""
    made = io.BytesIO()
    with _workbook(made) as book:
        sheet = book.add_worksheet("Liên kết")
        head = book.add_format({"bold": True, "bottom": 1})
        sheet.write_row(0, 0, ["Tên đăng nhập", "Họ và tên", "Liên kết đặt mật khẩu"], head)
        for row, (account, link) in enumerate(links, start=1):
            for column, text in enumerate((account.username, account.display_name, link)):
                sheet.write_string(row, column, text)
        sheet.set_column(0, 1, 28)
        sheet.set_column(2, 2, 90)
        sheet.freeze_panes(1, 0)
    return made.getvalue()


def _office(one: Appointment) -> tuple[object, ...]:
    word = ROLE_WORDS[Role(one.role)]
    return (word, one.unit.code, one.valid_from, one.valid_to, one.decision)


def _written(lines: Sequence[Sequence[object]], *, prepared: int) -> bytes:
    made = io.BytesIO()
    with _workbook(made) as book:
        sheet = book.add_worksheet(SHEET)
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for at, column in enumerate(COLUMNS):
            sheet.write_string(0, at, column.header, head)
            is_day = column.key in ("valid_from", "valid_to")
            sheet.set_column(at, at, column.width, day if is_day else None)
        for row, line in enumerate(lines, start=1):
            for at, value in enumerate(line):
                if hasattr(value, "isoformat"):
                    sheet.write_datetime(row, at, value, day)
                elif value:
                    sheet.write_string(row, at, str(value))
        sheet.freeze_panes(1, 1)
        guide = book.add_worksheet(GUIDE)
        _write_guide(guide, head)
        if prepared:
            at = [column.key for column in COLUMNS].index("role")
            last = len(COLUMNS) + 1 + len(ROLE_WORDS)
            source = f"='{GUIDE}'!$A${len(COLUMNS) + 3}:$A${last + 1}"
            sheet.data_validation(1, at, prepared, at, {"validate": "list", "source": source})
    return made.getvalue()


def _write_guide(guide, head) -> None:
    guide.set_column(0, 0, 42)
    guide.set_column(1, 1, 70)
    guide.write_row(0, 0, ["Cột", "Cách ghi"], head)
    for row, column in enumerate(COLUMNS, start=1):
        guide.write_string(row, 0, column.header)
        guide.write_string(row, 1, column.help)
    below = len(COLUMNS) + 1
    guide.write_string(below, 0, "Vai trò", head)
    guide.write_string(
        below, 1, "Mỗi dòng là một vai trò; người giữ nhiều vai trò ghi nhiều dòng. "
        "Không bao giờ ghi mật khẩu vào tệp này.",
    )  # fmt: skip
    for row, word in enumerate(ROLE_WORDS.values(), start=below + 1):
        guide.write_string(row, 0, word)


def _workbook(made: io.BytesIO) -> xlsxwriter.Workbook:
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    return xlsxwriter.Workbook(made, options)
