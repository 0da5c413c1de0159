"""The wrong twin: a workbook whose cells are whatever the library takes their text for."""

from collections.abc import Iterable
from io import BytesIO

from xlsxwriter import Workbook


def list_workbook(title: str, columns: Iterable, rows: Iterable) -> bytes:
    """Write the same places with ``write``, which makes a formula of what begins with ``=``."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, title)
        for at, column in enumerate(columns):
            sheet.write(3, at, str(column.label))
            for number, row in enumerate(rows, start=4):
                sheet.write(number, at, column.value(row))
    return file.getvalue()
