"""Annexes as provinces have them, invented, made anew for each test: Word and Excel."""

import io

import xlsxwriter
from docx import Document

HEADING = ("TT", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Điểm tối đa", "Cách chấm điểm",
           "Tài liệu kiểm chứng", "Cơ quan chủ trì")  # fmt: skip

#: After Cà Mau 1880/QĐ-UBND (2013), field 1: the fragment that could be read; titles paraphrased.
CA_MAU = (
    ("1", "Chỉ đạo, điều hành cải cách hành chính", "7", "", "", ""),
    ("1.1", "Kế hoạch cải cách hành chính năm", "5", "", "", ""),
    ("1.1.1", "Ban hành kế hoạch", "1", "kịp thời: 1; không kịp thời: 0,5; không ban hành: 0",
     "Kế hoạch", "Sở Nội vụ"),
    ("1.1.2", "Xác định đầy đủ nhiệm vụ và bố trí kinh phí", "1", "Có: 1; không: 0", "", ""),
    ("1.1.3", "Ban hành kế hoạch tuyên truyền", "1", "Có: 1; không: 0", "", ""),
    ("1.1.4", "Mức độ hoàn thành kế hoạch", "2", ">90%: 2; 70–90%: 1; <70%: 0", "Báo cáo", ""),
    ("1.2", "Chế độ báo cáo", "2", "", "", ""),
    ("1.2.1", "Báo cáo đủ số lượng và đúng hạn", "1", "Có: 1; không: 0", "", ""),
    ("1.2.2", "Báo cáo đúng nội dung", "1", "Có: 1; không: 0", "", ""),
)  # fmt: skip

SCORING = (
    "Có: 1; không: 0",
    "Từ 90% trở lên: 1; từ 70% đến dưới 90%: 0,5; dưới 70%: 0",
    "Dưới 80%: 0 điểm; từ 80% trở lên: tỷ lệ x điểm tối đa",
    "Mỗi báo cáo gửi chậm trừ 0,25 điểm",
    "Theo hướng dẫn của Sở Nội vụ",
)


def department_rows() -> list[tuple[str, ...]]:
    """Four fields of five criteria of two components each: 40 leaves of one point, 40 in all."""
    rows: list[tuple[str, ...]] = []
    number = 0
    for field, roman in enumerate(("I", "II", "III", "IV"), start=1):
        rows.append((roman, f"Lĩnh vực mẫu {field}", "10", "", "", ""))
        for criterion in range(1, 6):
            rows.append((str(criterion), f"Tiêu chí mẫu {field}.{criterion}", "2,0", "", "", ""))
            for component in range(1, 3):
                rows.append(
                    (
                        f"{criterion}.{component}",
                        f"Tiêu chí thành phần {field}.{criterion}.{component}",
                        "1",
                        SCORING[number % len(SCORING)],
                        "Kế hoạch; báo cáo",
                        "Sở Nội vụ",
                    )
                )
                number += 1
    return [*rows, ("", "TỔNG ĐIỂM", "40", "", "", "")]


#: A commune's annex: fields by letters, components a) b), levels of scoring in rows of their own.
COMMUNE = (
    ("I", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "4", "", "", ""),
    ("1", "Công khai thủ tục hành chính", "2", "", "", ""),
    ("a)", "Tại trụ sở", "0.5", "Có: 0,5; không: 0", "", ""),
    ("b)", "Trên Trang thông tin điện tử", "1,5", "", "Ảnh chụp màn hình", ""),
    ("", "Từ 90% trở lên: 1,5", "", "", "", ""),
    ("", "Từ 70% đến dưới 90%: 0,5", "", "", "", ""),
    ("", "Dưới 70%: 0", "", "", "", ""),
    ("2", "Giải quyết hồ sơ đúng hạn", "2 điểm", "Cứ 01 hồ sơ trễ hạn trừ 0,25 điểm", "", ""),
    ("II", "XÂY DỰNG CHÍNH QUYỀN SỐ", "1", "", "", ""),
    ("1", "Sử dụng chữ ký số", "1", "Có: 1; không: 0", "", ""),
    ("", "Cộng", "5", "", "", ""),
)

#: Sums that do not hold: 1.1 states 3 and holds 2, the total states 9, one code stands twice.
BROKEN = (
    ("1", "Lĩnh vực thứ nhất", "5", "", "", ""),
    ("1.1", "Tiêu chí thứ nhất", "3", "", "", ""),
    ("1.1.1", "Thành phần", "1", "Có: 1; không: 0", "", ""),
    ("1.1.1", "Thành phần khác", "1", "Có: 1; không: 0", "", ""),
    ("1.2", "Tiêu chí thứ hai", "hai", "Có: 2; không: 0", "", ""),
    ("1.3", "Tiêu chí không có điểm", "", "Có: 2; không: 0", "", ""),
    ("", "Tổng cộng", "9", "", "", ""),
)


def word(rows, heading=HEADING, *, before: str = "PHỤ LỤC", second_heading: bool = False) -> bytes:
    """A Word document with one table: bold rows above leaves, the field's row merged across."""
    document = Document()
    document.add_paragraph(before)
    table = document.add_table(rows=1 + second_heading, cols=len(heading))
    for column, title in enumerate(heading):
        cell = table.cell(0, column)
        if second_heading:
            cell = cell.merge(table.cell(1, column))
        cell.paragraphs[0].add_run(title).bold = True
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = not row[3]
        if row[1] and not row[3] and not row[2]:
            cells[1].merge(cells[-1])
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def excel(rows, heading=HEADING, *, points_over_two: bool = False) -> bytes:
    """A workbook with one sheet. ``points_over_two``: a heading of two rows over split points."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Phụ lục")
        sheet.merge_range(0, 0, 0, len(heading) - 1, "PHỤ LỤC (kèm theo Quyết định mẫu)")
        top = 1
        if points_over_two:
            for column, title in enumerate(heading):
                if column != 2:
                    sheet.merge_range(1, column, 2, column, title)
            sheet.write(1, 2, "Điểm")
            sheet.write(2, 2, "Tối đa")
            top = 2
        else:
            sheet.write_row(1, 0, heading)
        for number, row in enumerate(rows, start=top + 1):
            for column, text in enumerate(row):
                if column == 2 and text.replace(".", "").isdigit():
                    sheet.write_number(number, column, float(text))
                elif text:
                    sheet.write_string(number, column, text)
    return target.getvalue()
