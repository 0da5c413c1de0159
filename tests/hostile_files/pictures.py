"""Pictures that would fill all memory (T50), and those that say where they were taken (T55)."""

import io
import struct
import zlib

from PIL import Image


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", checksum)


def png(breadth: int, height: int, *chunks: bytes) -> bytes:
    """A PNG that says it is so large; its points are a few bytes."""
    header = struct.pack(">2L5B", breadth, height, 8, 2, 0, 0, 0)
    points = zlib.compress(b"\0" * 100)
    parts = (_chunk(b"IHDR", header), *chunks, _chunk(b"IDAT", points), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def scan(pages: int) -> bytes:
    """A TIFF of so many pages."""
    first, *others = [Image.new("1", (8, 8)) for _page in range(pages)]
    buffer = io.BytesIO()
    first.save(buffer, "TIFF", save_all=True, append_images=others)
    return buffer.getvalue()


def animation(frames: int) -> bytes:
    """A GIF of so many frames."""
    first, *others = [Image.new("P", (2, 2), number % 2) for number in range(frames)]
    buffer = io.BytesIO()
    first.save(buffer, "GIF", save_all=True, append_images=others, optimize=False)
    return buffer.getvalue()


def jpeg(**known: object) -> bytes:
    """A JPEG with what a camera writes: ``location``, ``author``."""
    exif = Image.Exif()
    if known.get("location"):
        exif.get_ifd(0x8825).update({1: "N", 2: (20.0, 59.0, 0.0), 3: "E", 4: (105.0, 50.0, 0.0)})
    if known.get("author"):
        exif[0x013B] = "Can bo mau 01"
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20)).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


#: Name -> bytes: refused by their header alone.
FLOODS = {
    "lon.png": lambda: png(65_000, 65_000),
    "dai.png": lambda: png(4, 2_000_000_000),
    "exif.png": lambda: png(10, 10, _chunk(b"eXIf", b"II*\0\x08\0\0\0" + b"\0" * 4_000_000)),
    "nhieu-trang.tif": lambda: scan(520),
    "nhieu-khung.gif": lambda: animation(600),
    "cut.jpg": lambda: jpeg()[:30],
}
