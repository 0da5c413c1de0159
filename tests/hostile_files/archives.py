"""ZIP bombs and archives that lie: twelve files of at most a megabyte each (T40)."""

import io
import struct
import zipfile
import zlib

CONTENT_TYPES = b'<?xml version="1.0"?><Types/>'
BODY = b'<?xml version="1.0"?><w:document xmlns:w="urn:w"><w:body/></w:document>'


def docx(
    parts: dict[str, bytes] | None = None, *, body: bytes = BODY, member: str = "word/document.xml"
) -> bytes:
    """A Word document with the parts that are given besides its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr(member, body)
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def zeros(megabytes: int) -> bytes:
    """So many megabytes of spaces, which pack a thousand to one and are XML."""
    return b" " * (megabytes * 1024 * 1024)


def flat() -> bytes:
    """A thousand to one, in one part."""
    return docx({"word/media.bin": zeros(300)})


def many_parts() -> bytes:
    """65,535 empty parts."""
    return docx({f"word/{number}.bin": b"" for number in range(6_500)})


def nested(levels: int = 5) -> bytes:
    """An archive in an archive in an archive."""
    inner = zeros(20)
    for _level in range(levels):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(3):
                archive.writestr(f"{number}.zip", inner)
        inner = buffer.getvalue()
    return docx({"word/inner.zip": inner})


def overlapping() -> bytes:
    """Many names of the directory share one packed part, as Fifield's bomb does."""
    return _with_directory(
        docx({"word/big.bin": zeros(40)}),
        lambda entries: entries + [entries[-1]._replace(name=f"word/b{n}.bin") for n in range(20)],
    )


def small_size() -> bytes:
    """The directory says a hundred bytes; forty megabytes come out."""
    return _lying(100)


def large_size() -> bytes:
    """The directory says more than comes out."""
    return _lying(60 * 1024 * 1024)


def _lying(claimed: int) -> bytes:
    good = docx({"word/big.bin": zeros(40)})
    right_checksum = zlib.crc32(zeros(40)[:claimed])
    return _with_directory(
        good,
        lambda entries: [
            *entries[:-1], entries[-1]._replace(size=claimed, checksum=right_checksum),
        ],
    )  # fmt: skip


def huge_zip64() -> bytes:
    """Sizes of many gigabytes in the 64-bit extra field."""
    extra = struct.pack("<HHQQ", 1, 16, 40 << 30, 1000)
    return _with_directory(
        docx({"word/big.bin": b"x" * 1000}),
        lambda entries: [
            *entries[:-1],
            entries[-1]._replace(size=0xFFFFFFFF, packed=0xFFFFFFFF, extra=extra),
        ],
    )


def symbolic_link() -> bytes:
    """A part that is a link to a file of the machine."""
    buffer = io.BytesIO(docx())
    with zipfile.ZipFile(buffer, "a") as archive:
        link = zipfile.ZipInfo("word/link.xml")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def other_compression() -> bytes:
    """A part packed by a method that no office program uses."""
    buffer = io.BytesIO(docx())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("word/b.bin", zeros(40))
    return buffer.getvalue()


def two_of_a_name() -> bytes:
    """Two parts of one name: which one is read depends on who reads."""
    return _with_directory(
        docx({"word/DOCUMENT2.xml": b"<a/>", "word/document3.xml": b"<b/>"}),
        lambda entries: [
            *entries[:-1], entries[-1]._replace(name="word/document2.xml"),
        ],
    )  # fmt: skip


def bytes_before() -> bytes:
    """A page of the web in front of the archive."""
    return b"<html><script>alert(1)</script>" + docx()


#: Name of the file -> its bytes: every one must be refused.
BOMBS = {
    "phang.docx": flat,
    "nhieu-phan.docx": many_parts,
    "long-nhau.docx": nested,
    "chong-nhau.docx": overlapping,
    "noi-nho.docx": small_size,
    "noi-lon.docx": large_size,
    "zip64.docx": huge_zip64,
    "lien-ket.docx": symbolic_link,
    "nen-khac.docx": other_compression,
    "trung-ten.docx": two_of_a_name,
    "truoc-tep.docx": bytes_before,
    "phang.odt": lambda: docx({"Pictures/1.bin": zeros(300)}, member="content.xml"),
}


class _Entry:
    """One entry of the directory of an archive."""

    def __init__(self, **fields: object) -> None:
        self.__dict__.update(fields)

    def _replace(self, **fields: object) -> "_Entry":
        return _Entry(**(self.__dict__ | fields))


def _with_directory(content: bytes, change) -> bytes:
    """Write the directory of an archive anew, as ``change`` makes it from the true one."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.start_dir
        entries = [
            _Entry(
                name=part.filename, method=part.compress_type, checksum=part.CRC,
                packed=part.compress_size, size=part.file_size, offset=part.header_offset,
                extra=b"",
            )
            for part in archive.infolist()
        ]  # fmt: skip
    directory = b"".join(_packed_entry(entry) for entry in change(entries))
    count = len(change(entries))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    return content[:start] + directory + end


def _packed_entry(entry: _Entry) -> bytes:
    name = entry.name.encode()
    head = struct.pack(
        "<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, 0, 0, entry.method, 0, 33, entry.checksum,
        entry.packed, entry.size, len(name), len(entry.extra), 0, 0, 0, 0, entry.offset,
    )  # fmt: skip
    return head + name + entry.extra
