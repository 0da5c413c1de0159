"""Getting text, signatures and pictures out of a stored file, by programs that run confined."""

import json
import mmap
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.conf import settings

from openpar.evidence import confined, derived
from openpar.evidence.confined import MEBIBYTE, Limits, Stopped
from openpar.evidence.models import Revision, RevisionReading
from openpar.evidence.pages import PICTURES, Page
from openpar.evidence.reading_program import DRAWN, PDF
from openpar.file_storage import local_path

Problem = RevisionReading.Problem

PLAIN = ("text/plain", "text/csv")
_READER = (sys.executable, "-m", "openpar.evidence.reading_program")
_VERIFIER = (sys.executable, "-m", "openpar.evidence.signatures")
#: An office program needs far more room for addresses than it uses memory.
_CONVERSION = Limits(seconds=120, memory=8192 * MEBIBYTE)
_VERIFICATION = Limits(seconds=60)
#: What every signature has in plain bytes, for it names the bytes it signs by their places.
_SIGNED_RANGE = b"/ByteRange"
_DRAWING = Limits(seconds=20)
#: So long may somebody wait who has just sent a file.
_AT_ONCE = Limits(seconds=20)


@dataclass(frozen=True, slots=True)
class Extract:
    """What came out of a file; ``drawable``: its pages can be shown as pictures.

    ``more``: words that its pages do not show, of cells that are too narrow for them.
    """

    pages: list[Page] = field(default_factory=list)
    problem: str = Problem.NONE
    drawable: bool = False
    more: str = ""

    @property
    def text(self) -> str:
        """All words, as PostgreSQL holds them: without the character that ends texts in C."""
        return "\n".join([*(page.text for page in self.pages), self.more]).replace("\x00", "")


def can_convert() -> bool:
    """Whether this machine has LibreOffice."""
    return shutil.which("soffice") is not None


@contextmanager
def with_pages(revision: Revision) -> Iterator[tuple[Path, str] | None]:
    """Yield a file that shows the revision page by page, and its media type.

    The file itself where it has pages; an office document as the PDF it was converted to; nothing
    where there is no such file.

    Raises
    ------
    FileNotFoundError
        The revision's file is not in the store.
    """
    if revision.media_type == PDF or revision.media_type in PICTURES:
        with local_path(revision.storage_name) as path:
            yield path, revision.media_type
        return
    converted = derived.converted_of(revision.sha256)
    yield (converted, PDF) if converted.exists() else None


def extract(revision: Revision) -> Extract:
    """Read a revision, converting an office document first.

    Raises
    ------
    FileNotFoundError
        Its file is not in the store.
    """
    if _is_office(revision) and not derived.converted_of(revision.sha256).exists():
        _convert(revision)
    with with_pages(revision) as shown:
        paged = _read(*shown, drawable=True) if shown else None
    if paged and "spreadsheet" not in revision.media_type:
        return paged
    with local_path(revision.storage_name) as path:
        words = _read(path, revision.media_type, drawable=False)
    return replace(paged, more=words.text) if paged else words


def words_of_pdf(storage_name: str) -> str | None:
    """Return the words of a stored PDF while its sender waits; nothing unless all was read."""
    with local_path(storage_name) as path:
        found = _read(path, PDF, drawable=False, limits=_AT_ONCE)
    return None if found.problem else found.text


def signatures(revision: Revision) -> list[dict[str, object]]:
    """Return the signatures of a PDF, as ``signatures.Signature`` in JSON; none of another file.

    A file on which the verification breaks down has one that cannot be checked.
    """
    if revision.media_type != PDF:
        return []
    with local_path(revision.storage_name) as path, confined.workplace() as folder:
        if not _holds(path, _SIGNED_RANGE):
            return []
        command = (*_VERIFIER, str(path), settings.SIGNATURE_TRUST or str(folder / "none"))
        try:
            return json.loads(confined.run(command, _VERIFICATION, folder))
        except (Stopped, ValueError):
            return [{"verdict": "not_checkable"}]


def count(revision: Revision) -> int:
    """Return how many pages can be shown before anything is read; none if nobody can tell."""
    place = derived.count_of(revision.sha256)
    if place.exists():
        return int(place.read_text())
    with with_pages(revision) as shown, confined.workplace() as folder:
        if not shown:
            return 0
        try:
            said = confined.run((*_READER, "count", *map(str, shown)), _DRAWING, folder)
        except Stopped:
            said = b""
        pages = int(str(_json(said.decode()).get("pages", 0)))
        made = folder / "count"
        made.write_text(str(pages))
        derived.keep(made, place)
    return pages


def _holds(path: Path, wanted: bytes) -> bool:
    """Whether a file has these bytes."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(wanted) >= 0


def draw(revision: Revision, page: int) -> Path | None:
    """Return the picture of a page, drawn now unless it was before; nothing if it cannot be."""
    place = derived.picture_of(revision.sha256, page)
    if place.exists():
        place.touch()  # it is in use
        return place
    with with_pages(revision) as shown, confined.workplace() as folder:
        if not shown:
            return None
        path, media_type = shown
        command = (*_READER, "draw", str(path), media_type, str(page))
        try:
            confined.run(command, _DRAWING, folder)
        except Stopped:
            return None
        if not (folder / DRAWN).exists():
            return None
        derived.keep(folder / DRAWN, place)
    return place


def _is_office(revision: Revision) -> bool:
    kind = revision.media_type
    return not (kind == PDF or kind in PICTURES or kind in PLAIN)


def _convert(revision: Revision) -> None:
    """Make the PDF of an office document, if this machine can and the document lets itself be."""
    if not can_convert():
        return
    extension = revision.file_name.rpartition(".")[2].lower()
    with local_path(revision.storage_name) as path, confined.workplace() as folder:
        # A name that ends as the kind demands: the store's own name says nothing.
        source = folder / f"document.{extension}"
        shutil.copyfile(path, source)
        command = (
            "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
            "--norestore", "--nologo", "--convert-to", "pdf", "--outdir", str(folder), str(source),
        )  # fmt: skip
        try:
            confined.run(command, _CONVERSION, folder)
        except Stopped:
            return
        made = folder / "document.pdf"
        if made.exists():
            derived.keep(made, derived.converted_of(revision.sha256))


def _read(path: Path, media_type: str, *, drawable: bool, limits: Limits | None = None) -> Extract:
    problem: str = Problem.NONE
    limits = limits or Limits(settings.READING_SECONDS)
    with confined.workplace() as folder:
        command = (*_READER, "read", str(path), media_type)
        try:
            written = confined.run(command, limits, folder)
        except Stopped as stop:
            written = stop.output
            problem = Problem.LATE if stop.late else Problem.DAMAGED
    pages: list[Page] = []
    for line in written.decode("utf-8", "replace").splitlines():
        said = _json(line)
        if "unreadable" in said:
            problem = _problem(str(said["unreadable"]))
        elif "text" in said:
            pages.append(Page(**said))
    return Extract(pages, _as_a_whole(pages, problem), drawable=drawable and bool(pages))


def _json(line: str) -> dict[str, object]:
    """Return what a line says; nothing of one that was cut off."""
    try:
        return dict(json.loads(line))
    except ValueError:
        return {}


def _problem(word: str) -> str:
    if word == "kind":
        return Problem.NO_CONVERSION
    return word if word in Problem.values else Problem.DAMAGED


def _as_a_whole(pages: list[Page], problem: str) -> str:
    """Return what is wrong with the reading as a whole."""
    if pages and problem in (Problem.LATE, Problem.DAMAGED):
        return Problem.PARTLY
    if problem:
        return problem
    if any(page.picture for page in pages):
        return Problem.NO_RECOGNITION
    if not any(letter.isalnum() for page in pages for letter in page.text):
        return Problem.EMPTY
    return Problem.NONE
