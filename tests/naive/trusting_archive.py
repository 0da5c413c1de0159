"""Wrong twin of the guard of containers: it believes the directory and unpacks."""

import io
import zipfile
import zlib

#: Where the packed bytes of a part begin, after its header's fixed fields.
_HEADER = 30


def trusting_unpack(content: bytes) -> int:
    """Unpack every part to its end, as office programs do; return the bytes that came out."""
    unpacked = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            begin = part.header_offset + _HEADER + len(part.filename.encode())
            unpacked += len(zlib.decompressobj(-15).decompress(content[begin:]))
    return unpacked
