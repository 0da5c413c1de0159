"""Small workbooks for tests, as somebody would type them: every cell a text."""

import io

import xlsxwriter


def workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    """Return a workbook with these rows in these sheets."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, text in enumerate(row):
                    sheet.write_string(at, column, text)
    return made.getvalue()
