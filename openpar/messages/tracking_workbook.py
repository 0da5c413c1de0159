"""Who opened and confirmed a notice, as an Excel workbook. Every cell is text, none a formula."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from openpar.messages.models import Delivery, Notice
from openpar.people.formats import write_moment


def tracking_workbook(notice: Notice, deliveries: Iterable[Delivery]) -> bytes:
    """Return the workbook: the notice in two lines, then one row a unit."""
    file = BytesIO()
    inert = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, {"in_memory": True, **inert}) as book:
        sheet = book.add_worksheet(_("Units"))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        sheet.write_string(0, 0, notice.title, book.add_format({"bold": True, "font_size": 14}))
        sheet.write_string(1, 0, _("Sent at %(moment)s") % {"moment": write_moment(notice.sent_at)})
        for column, (head, width) in enumerate(_heads()):
            sheet.write_string(3, column, head, bold)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(4, 2)
        for row, delivery in enumerate(deliveries, start=4):
            for column, text in enumerate(_cells(delivery)):
                sheet.write_string(row, column, text)
    return file.getvalue()


def _heads() -> list[tuple[str, int]]:
    """The heads of the columns with their widths in characters."""
    return [
        (_("Code"), 12), (_("Unit"), 42), (_("Delivered at"), 28), (_("Opened at"), 28),
        (_("Opened by"), 26), (_("Confirmed at"), 28), (_("Confirmed by"), 26), (_("Late"), 8),
    ]  # fmt: skip


def _cells(delivery: Delivery) -> list[str]:
    late = {True: _("yes"), False: _("no")}.get(delivery.confirmed_late, "")
    return [
        delivery.unit.code, delivery.unit.name, _moment(delivery.at),
        _moment(delivery.opened_at), delivery.opened_by or "",
        _moment(delivery.confirmed_at), delivery.confirmed_by or "", late,
    ]  # fmt: skip


def _moment(moment: datetime | None) -> str:
    return write_moment(moment) if moment else ""
