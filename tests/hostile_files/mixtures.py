"""Files that are two things at once (T42), and pages that run scripts (T45)."""

import io
import zipfile
from collections.abc import Callable

from tests.factories_assessments import PDF
from tests.hostile_files.archives import docx
from tests.hostile_files.pictures import jpeg, png

SCRIPT = b"<script>document.title='chay roi';alert(1)</script>"
HTML = b"<!DOCTYPE html><html><body>" + SCRIPT + b"</body></html>"
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">'
    + SCRIPT
    + b"</svg>"
)


def _zip(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


#: Name -> bytes: refused, or handed out so that nothing runs.
POLYGLOTS: dict[str, Callable[[], bytes]] = {
    "html-truoc.pdf": lambda: HTML + PDF,
    "html-sau.pdf": lambda: PDF + HTML,
    "chu-thich.pdf": lambda: PDF.replace(b"\n", b"\n%" + SCRIPT + b"\n", 1),
    "kem-zip.pdf": lambda: PDF + _zip("a.html", HTML),
    "zip.pdf": lambda: _zip("a.pdf", PDF) + PDF,
    "gif-js.jpg": lambda: b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
    "php.jpg": lambda: jpeg() + b"<?php system('id'); ?>",
    "html.jpg": lambda: jpeg() + HTML,
    "duoi-html.png": lambda: png(10, 10) + HTML,
    "svg.png": lambda: SVG,
    "html.txt": lambda: b"abc\n" * 3 + HTML,
    "html.csv": lambda: b"a,b\n" + HTML,
    "utf7.txt": lambda: b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "chua-html.docx": lambda: docx({"word/trang.html": HTML}),
    "html-truoc.docx": lambda: HTML + docx(),
}

#: Name -> bytes: nothing of this kind is evidence.
ACTIVE_PAGES: dict[str, Callable[[], bytes]] = {
    **{
        f"trang.{extension}": lambda: HTML for extension in ("html", "htm", "xhtml", "shtml", "hta")
    },
    **{f"hinh.{extension}": lambda: SVG for extension in ("svg", "xml", "xsl", "xslt", "rss")},
    "thu.mht": lambda: b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + HTML,
    "thu.eml": lambda: b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + HTML,
    "svg.pdf": lambda: SVG,
    "svg.jpg": lambda: SVG,
    "html.png": lambda: HTML,
    "html.tif": lambda: HTML,
    "html.docx": lambda: HTML,
    "html.xlsx": lambda: HTML,
    "svg-trong.docx": lambda: docx({"word/media/hinh.svg": SVG}),
    "xsl-trong.odt": lambda: docx({"Scripts/a.xsl": SVG}, member="content.xml"),
}
