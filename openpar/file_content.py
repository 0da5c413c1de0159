"""What a file really is. Name, extension and bytes must tell the same story, or it is refused.

The content is recognised by libmagic; container formats (Word, Excel, OpenDocument) are opened as
well, because a ZIP archive can carry anything. Everything not on the list is refused.
"""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

try:
    import magic
except ImportError:  # python-magic is there, the system library libmagic is not
    magic = None

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


def check_content(path: Path, name: str) -> str:
    """Return the media type of a stored file, after comparing its bytes with its name.

    Raises
    ------
    RefusedFileError
        libmagic is missing, the content is of another kind than the extension says, or a container
        is damaged, lacks its main part or carries macros.
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
    if kind.member:
        _check_container(path, name, kind.member)
    return kind.media_type


def _check_container(path: Path, name: str, member: str) -> None:
    """Look into a ZIP container: its main part must be there, a macro must not."""
    try:
        with zipfile.ZipFile(path) as container:
            parts = container.namelist()
    except zipfile.BadZipFile:
        parts = []
    if member not in parts:
        raise RefusedFileError(
            _("“%(name)s” is damaged or not an office document. Save it again and attach it anew.")
            % {"name": name}
        )
    if any(part.lower().endswith("vbaproject.bin") or "basic/" in part.lower() for part in parts):
        raise RefusedFileError(
            _("“%(name)s” holds a macro program. Save it without macros, or as PDF.")
            % {"name": name}
        )
