"""What a file says beyond what it shows: where a picture was taken, who wrote, what was struck out.

Pictures are judged by their header alone: one with more points than a page can have is refused
before anything of it is drawn.
"""

import contextlib
import re
import warnings
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from openpar.file_containers import Container

MOST_POINTS = 150_000_000  # of a picture: an A3 page at 600 dots an inch has 70 million
MOST_FRAMES = 500
LARGEST_EXIF = 1_000_000  # bytes
_FORMATS = ("PNG", "JPEG", "TIFF")
_GPS = 0x8825
_AUTHOR = (0x013B, 0x9C9D)  # artist, author as Windows writes it


class Hidden(StrEnum):
    """Something that the file carries and nobody sees."""

    LOCATION = "location"
    AUTHOR = "author"
    TRACKED_CHANGES = "tracked_changes"
    COMMENTS = "comments"


class HugePicture(ValueError):
    """A picture that would take all memory once it is drawn."""


class DamagedPicture(ValueError):
    """A picture that cannot be read."""


def picture_hidden(path: Path) -> set[Hidden]:
    """Return what a picture carries, from its header.

    Raises
    ------
    HugePicture
        Too many points, pages or bytes beside the picture.
    DamagedPicture
        Its header cannot be read.
    """
    try:
        with _without_warnings(), Image.open(path, formats=_FORMATS) as picture:
            breadth, height = picture.size
            if breadth * height > MOST_POINTS:
                raise HugePicture
            if picture.format == "TIFF":
                _few_frames(picture)
            if len(picture.info.get("exif", b"")) > LARGEST_EXIF:
                raise HugePicture
            # Of a PNG without such a chunk in front the library would draw the whole picture.
            drawn_first = picture.format == "PNG" and "exif" not in picture.info
            known = Image.Exif() if drawn_first else picture.getexif()
    except (Image.DecompressionBombError, MemoryError) as error:
        raise HugePicture from error
    except HugePicture:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError, TypeError) as error:
        raise DamagedPicture from error
    hidden = {Hidden.AUTHOR} if any(known.get(tag) for tag in _AUTHOR) else set()
    return hidden | ({Hidden.LOCATION} if known.get_ifd(_GPS) else set())


@contextlib.contextmanager
def _without_warnings() -> Iterator[None]:
    """The library warns of pictures that are within our own limit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        yield


def _few_frames(picture: Image.Image) -> None:
    """Walk from page to page of a scan, no further than the limit."""
    try:
        picture.seek(MOST_FRAMES)
    except EOFError:
        picture.seek(0)
        return
    raise HugePicture


_PERSON = re.compile(
    rb"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator|dc:publisher)[^>]*>\s*[^<\s]"
)
_CHANGE = re.compile(rb"<(?:w:ins|w:del|w:moveFrom|w:moveTo|text:tracked-changes)\b")
_REMARK = re.compile(
    r"^(?:word/comments|xl/comments|xl/threadedComments|ppt/comments)", re.IGNORECASE
)


def office_hidden(container: Container) -> set[Hidden]:
    """Return what an office document carries besides its pages."""
    hidden: set[Hidden] = set()
    for name in container.names:
        if _REMARK.match(name):
            hidden.add(Hidden.COMMENTS)
        elif name in ("docProps/core.xml", "meta.xml") and _holds(container, name, _PERSON):
            hidden.add(Hidden.AUTHOR)
        elif name in ("word/document.xml", "content.xml") and _holds(container, name, _CHANGE):
            hidden.add(Hidden.TRACKED_CHANGES)
    return hidden


def _holds(container: Container, name: str, wanted: re.Pattern[bytes]) -> bool:
    before = b""
    for block in container.blocks(name):
        if wanted.search(before + block):
            return True
        before = block[-200:]
    return False


_LETTERS = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)</w:t>|(</w:p>|<w:tab/>|<w:br/>)")
_HEADING_LETTERS = 3_000


def office_heading(container: Container) -> str:
    """Return the text of a Word document's page headers and of its beginning: there stamps stand.

    Entities and letters cut between blocks are left as they are: it is looked at, never shown.
    """
    names = [name for name in container.names if re.fullmatch(r"word/header\d*\.xml", name)]
    texts = []
    for name in (*sorted(names), *({"word/document.xml"} & set(container.names))):
        text = ""
        for block in container.blocks(name):
            for letters, gap in _LETTERS.findall(block):
                text += (
                    "\n"
                    if gap.startswith(b"</")
                    else " "
                    if gap
                    else letters.decode("utf-8", "replace")
                )
            if len(text) > _HEADING_LETTERS:
                break
        texts.append(text[:_HEADING_LETTERS])
    return "\n".join(texts)


_PDF_PERSON = re.compile(rb"/Author\s*(?:\(\s*[^)\s]|<[0-9A-Fa-f]{2})")


def pdf_hidden(content: bytes) -> set[Hidden]:
    """Return whether a PDF names its author."""
    return {Hidden.AUTHOR} if _PDF_PERSON.search(content) else set()
