"""What a file really is. Name, extension and bytes must tell the same story, or it is refused.

The content is recognised by libmagic; container formats (Word, Excel, OpenDocument) are opened as
well, because a ZIP archive can carry anything. Everything not on the list is refused.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.file_active import (
    RunsByItself,
    office_traits,
    old_office_traits,
    pdf_traits,
    table_traits,
)
from openpar.file_containers import BROKEN, DamagedContainer, SwollenContainer, checked
from openpar.file_metadata import (
    DamagedPicture,
    HugePicture,
    office_heading,
    office_hidden,
    pdf_hidden,
    picture_hidden,
)

try:
    import magic
except ImportError:  # python-magic is there, the system library libmagic is not
    magic = None

_HEADING_LETTERS = 3_000
#: Longest name kept, in characters; a longer one is shortened before its extension.
LONGEST_NAME = 150

_OLE = frozenset({"application/CDFV2", "application/x-ole-storage", "application/vnd.ms-office"})
_ZIP = frozenset({"application/zip", "application/octet-stream"})
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"


class RefusedFileError(ValueError):
    """A file that cannot become evidence; ``str()`` is the sentence to show, already translated."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One accepted kind of file.

    ``recognised`` are the types libmagic may answer; ``member`` is the entry a container must have.
    """

    media_type: str
    recognised: frozenset[str]
    member: str = ""


def _plain(media_type: str, *others: str) -> Kind:
    return Kind(media_type, frozenset({media_type, *others}))


def _office(name: str, member: str) -> Kind:
    media_type = f"{_OFFICE}.{name}"
    return Kind(media_type, _ZIP | {media_type}, member)


def _open(name: str) -> Kind:
    return Kind(f"{_OPEN}.{name}", _ZIP | {f"{_OPEN}.{name}"}, "content.xml")


#: Every accepted extension. No archive, no HTML, no SVG, no macro format, nothing that runs.
ACCEPTED = {
    "pdf": _plain("application/pdf"),
    "docx": _office("wordprocessingml.document", "word/document.xml"),
    "xlsx": _office("spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": _office("presentationml.presentation", "ppt/presentation.xml"),
    "odt": _open("text"),
    "ods": _open("spreadsheet"),
    "doc": Kind("application/msword", _OLE | {"application/msword"}),
    "xls": Kind("application/vnd.ms-excel", _OLE | {"application/vnd.ms-excel"}),
    "jpg": _plain("image/jpeg"),
    "jpeg": _plain("image/jpeg"),
    "png": _plain("image/png"),
    "tif": _plain("image/tiff"),
    "tiff": _plain("image/tiff"),
    "csv": _plain("text/csv", "text/plain", "application/csv"),
    "txt": _plain("text/plain"),
}

#: Extensions that may not hide in front of the last one: ``bao-cao.exe.pdf``.
# fmt: off
_RUNS = frozenset({
    "app", "bat", "bin", "cmd", "com", "cpl", "dll", "docm", "exe", "gadget", "hta", "htm",
    "html", "inf", "jar", "js", "jse", "lnk", "mht", "mhtml", "msc", "msi", "msp", "php",
    "pif", "pptm", "ps1", "py", "reg", "scr", "sh", "svg", "swf", "vb", "vbe", "vbs", "ws",
    "wsf", "xhtml", "xlsm", "xml",
})
# fmt: on
#: Characters that turn the direction of reading, by which ``fdp.exe`` can look like ``exe.pdf``.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def recognition_available() -> bool:
    """Whether libmagic is installed. Without it no file is accepted, because none can be judged."""
    return magic is not None


def clean_name(name: str) -> str:
    """Return the bare file name: no folders, no control characters, one form of every letter.

    Raises
    ------
    RefusedFileError
        Nothing is left, it has no extension, it hides a running extension, or it turns the
        direction of reading.

    >>> clean_name("C:\\\\Users\\\\a\\\\../Báo  cáo.PDF")
    'Báo cáo.PDF'
    """
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    if _TURNING.search(bare):
        raise RefusedFileError(
            _("The file name has hidden characters that reverse its letters. Rename the file.")
        )
    bare = _FORBIDDEN.sub("_", _CONTROL.sub("", unicodedata.normalize("NFC", bare)))
    bare = " ".join(bare.split()).strip(". ")
    stem, _dot, extension = bare.rpartition(".")
    if not stem or not extension:
        raise RefusedFileError(
            _("The file name has no extension. Name it for example %(example)s.")
            % {"example": "bao-cao.pdf"}
        )
    hidden = [part for part in stem.lower().split(".")[1:] if part.strip() in _RUNS]
    if hidden:
        raise RefusedFileError(
            _("“%(name)s” has a second extension, .%(hidden)s, that can run. Rename the file.")
            % {"name": bare, "hidden": hidden[-1]}
        )
    return f"{stem[: LONGEST_NAME - len(extension)]}.{extension}"


def kind_of(name: str) -> Kind:
    """Return the accepted kind that the extension of ``name`` claims.

    Raises
    ------
    RefusedFileError
        The extension is not on the list.
    """
    extension = name.rpartition(".")[2].lower()
    if extension not in ACCEPTED:
        raise RefusedFileError(
            _("Files of type .%(extension)s are not accepted. Accepted: %(accepted)s.")
            % {"extension": extension, "accepted": ", ".join(ACCEPTED)}
        )
    return ACCEPTED[extension]


@dataclass(frozen=True, slots=True)
class Content:
    """What the bytes of a file turned out to be.

    ``traits``: what a careful reader should know; ``hidden``: what it carries unseen; ``heading``:
    the text in which a mark of secrecy would stand, where it can be had at once.
    """

    media_type: str
    traits: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    heading: str = ""


def check_content(path: Path, name: str) -> Content:
    """Return what a stored file is, after comparing its bytes with its name.

    Raises
    ------
    RefusedFileError
        libmagic is missing, the content is of another kind than the extension says, or the file is
        damaged, swollen, or would act on being opened.
    """
    kind = kind_of(name)
    if magic is None:
        raise RefusedFileError(
            _(
                "Files cannot be accepted now: this server lacks the library that recognises file "
                "types (libmagic). Tell the technical operator; what you typed is kept."
            )
        )
    found = magic.from_file(str(path), mime=True)
    if found not in kind.recognised:
        raise RefusedFileError(
            _(
                "“%(name)s” is not a real .%(extension)s file: its content is %(found)s. "
                "Attach the original document."
            )
            % {"name": name, "extension": name.rpartition(".")[2].lower(), "found": found}
        )
    try:
        return _looked_into(path, kind)
    except tuple(_SENTENCES) as error:
        sentence = str(_SENTENCES[type(error)])
        raise RefusedFileError(sentence % {"name": name, "part": error}) from error


#: What can be wrong within a file, and what is said of it.
_SENTENCES = {
    DamagedContainer: gettext_lazy(
        "“%(name)s” is damaged or not an office document. Save it again and attach it anew."
    ),
    SwollenContainer: gettext_lazy(
        "“%(name)s” unpacks to far more than a document holds. Save it again, or as PDF."
    ),
    RunsByItself: gettext_lazy(
        "“%(name)s” would act when it is opened (%(part)s): a macro, an object, or a template from "
        "elsewhere. Save it as PDF and attach that."
    ),
    HugePicture: gettext_lazy(
        "“%(name)s” is a picture with more points or pages than a document has. Scan it anew."
    ),
    DamagedPicture: gettext_lazy("“%(name)s” is a damaged picture. Scan it anew."),
}


def _looked_into(path: Path, kind: Kind) -> Content:
    """Judge a file of a kind whose content has been recognised."""
    if kind.member:
        return _office_content(path, kind)
    if kind.media_type == "application/pdf":
        content = path.read_bytes()
        return _content(kind, pdf_traits(content), pdf_hidden(content))
    if kind.media_type.startswith("image/"):
        return _content(kind, (), picture_hidden(path))
    if kind.media_type.startswith("text/"):
        with path.open(encoding="utf-8", errors="replace") as file:
            return _content(kind, table_traits(path), (), file.read(_HEADING_LETTERS))
    return _content(kind, old_office_traits(path))


def _office_content(path: Path, kind: Kind) -> Content:
    try:
        with zipfile.ZipFile(path) as archive:
            container = checked(path, archive)
            if kind.member not in container.names:
                raise DamagedContainer
            traits, hidden = office_traits(container), office_hidden(container)
            return _content(kind, traits, hidden, office_heading(container))
    except BROKEN as error:
        if isinstance(error, tuple(_SENTENCES)):
            raise
        raise DamagedContainer from error


def _content(
    kind: Kind, traits: Iterable[str], hidden: Iterable[str] = (), heading: str = ""
) -> Content:
    return Content(kind.media_type, tuple(sorted(traits)), tuple(sorted(hidden)), heading)
