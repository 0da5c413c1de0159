"""Real files for tests of reading: letters of today's layout as PDF, scan, picture, Word, Excel."""

import io
import zipfile
from functools import cache

import docx
import pypdfium2
import weasyprint
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.evidence import actions
from openpar.evidence.models import Revision
from openpar.file_storage import receive
from openpar.people.models import Role, User
from tests.workbooks import workbook

STYLE = """@page{size:A4;margin:2cm}body{font:13pt 'Liberation Serif'}table{width:100%}
td{width:50%;text-align:center;vertical-align:top}h3{text-align:center}"""
BODY = " ".join(
    f"Các phòng, đơn vị hoàn thành nhiệm vụ thứ {number} đúng tiến độ và báo cáo trước ngày 15."
    for number in range(1, 41)
)
PERSON = "Đầu mối: Cán bộ mẫu 01, CCCD 001085012345, điện thoại 0912 345 678."


def letter_html(
    *,
    number: str = "12/KH-SNV",
    day: str = "ngày 05 tháng 3 năm 2026",
    abstract: str = "Cải cách hành chính năm 2026",
    body: str = BODY,
    mark: str = "",
) -> str:
    """Return a plan as Decree 30/2020 lays it out."""
    return f"""<meta charset="utf-8"><style>{STYLE}</style>
<table><tr><td>UBND TỈNH MẪU<br><b>SỞ NỘI VỤ</b><br>Số: {number}<br><b>{mark}</b></td>
<td><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br><b>Độc lập - Tự do - Hạnh phúc</b><br>
<i>Tỉnh Mẫu, {day}</i></td></tr></table><h3>KẾ HOẠCH<br>{abstract}</h3>
<p>Thực hiện Kế hoạch số 01/KH-UBND ngày 10 tháng 01 năm 2026 của Ủy ban nhân dân tỉnh.</p>
<p>{body}</p>"""


@cache
def letter(**said: str) -> bytes:
    """Return the plan as a PDF with a text layer."""
    return weasyprint.HTML(string=letter_html(**said)).write_pdf()


@cache
def scan(**said: str) -> bytes:
    """Return the plan as a scanner makes it: a PDF of pictures."""
    pages = [_picture(page) for page in pypdfium2.PdfDocument(letter(**said))]
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=200, save_all=True, append_images=pages[1:])
    return out.getvalue()


@cache
def photo(**said: str) -> bytes:
    """Return its first page as a PNG."""
    out = io.BytesIO()
    _picture(pypdfium2.PdfDocument(letter(**said))[0]).save(out, "PNG", dpi=(200, 200))
    return out.getvalue()


def _picture(page: pypdfium2.PdfPage):
    return page.render(scale=200 / 72).to_pil().convert("L")


def word(*paragraphs: str) -> bytes:
    """Return a Word document of paragraphs."""
    made = docx.Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sheet(*rows: list[str]) -> bytes:
    """Return an Excel workbook of one sheet."""
    return workbook({"Trang 1": list(rows)})


def open_document(*paragraphs: str, kind: str = "text") -> bytes:
    """Return an ODF document of paragraphs, the smallest that LibreOffice opens."""
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    body = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in paragraphs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", media_type)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{manifest}"><m:file-entry m:full-path="/" '
            f'm:media-type="{media_type}"/><m:file-entry m:full-path="content.xml" '
            'm:media-type="text/xml"/></m:manifest>',
        )
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{office}" xmlns:text="{text}" '
            f'office:version="1.2"><office:body><office:{kind}>{body}</office:{kind}>'
            "</office:body></office:document-content>",
        )
    return out.getvalue()


def registered(officer: User, name: str, content: bytes) -> Revision:
    """Return a file in the register of the officer's unit, not read yet."""
    stored = receive(SimpleUploadedFile(name, content))
    return actions.register(stored, owner=officer.units(Role.OFFICER)[0], by=officer)
