"""The viewer: a file page by page as pictures that this program has drawn, and what was read.

Nothing a file brings along reaches the browser: no script, no form, no link, no font. Where the
reader sees personal data masked, a page that was not read yet is not shown at all.
"""

import io
import re
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from PIL import Image, ImageDraw

from openpar.evidence import extracting, sight
from openpar.evidence.models import (
    Document,
    ReadPage,
    Revision,
    RevisionReading,
    RevisionSignature,
    SimilarText,
)
from openpar.evidence.sensitive import masked
from openpar.people.models import Unit, User
from openpar.people.search import words_of

State = RevisionReading.State
MOST_FOUND = 50  # pages with the words that are searched for
MOST_SIMILAR = 20
_PAGES = re.compile(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?")
_CURTAIN = (23, 34, 45)


@dataclass(frozen=True, slots=True)
class Door:
    """The names of the addresses by which the reader came in, and their key."""

    view: str
    page: str
    download: str
    key: int

    def to(self, name: str, *more: int) -> str:
        """Return an address behind this door: ``view``, ``page`` or ``download``."""
        return reverse(getattr(self, name), args=[self.key, *more])


@dataclass(frozen=True, slots=True)
class Hit:
    """A line with the words that are searched for, and its page."""

    page: int
    line: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What was typed, and what the document says: never the same."""

    name: str
    label: str
    typed: object
    read: object


@dataclass
class Shown:
    """A revision as one reader sees it at one page: what ``evidence/_viewer.html`` needs.

    ``marked``: the pages that a use names.
    """

    revision: Revision
    user: User
    door: Door
    number: int = 1
    query: str = ""
    marked: list[int] = field(default_factory=list)

    @cached_property
    def reading(self) -> RevisionReading | None:
        """What was read of it, if that has begun."""
        return RevisionReading.objects.filter(revision=self.revision).first()

    @property
    def done(self) -> bool:
        """Whether it is read, as far as it can be."""
        return self.reading is not None and self.reading.state != State.READING

    @cached_property
    def sees_all(self) -> bool:
        """Whether this reader sees personal data."""
        return sight.sees_all(self.user, self.revision)

    @property
    def may_download(self) -> sight.Answer:
        """Whether this reader gets the bytes."""
        return sight.may_take_bytes(self.user, self.revision)

    @cached_property
    def pages(self) -> int:
        """How many pages can be looked at now."""
        if self.done:
            return self.reading.pages
        return extracting.count(self.revision) if self.sees_all else 0

    @property
    def drawable(self) -> bool:
        """Whether there are pictures of its pages."""
        return self.reading.drawable if self.done else self.pages > 0

    @cached_property
    def page(self) -> ReadPage | None:
        """The text of the page in sight."""
        if not self.done:
            return None
        return self.reading.texts.filter(number=self.number).first()

    @property
    def text(self) -> str:
        """The words of the page in sight, as this reader sees them."""
        return self._seen(self.page.text) if self.page else ""

    @property
    def is_marked(self) -> bool:
        """Whether the use names the page in sight."""
        return self.number in self.marked

    @property
    def picture(self) -> str:
        """The address of the page's picture."""
        return self.door.to("page", self.number)

    @property
    def url(self) -> str:
        """The address of the viewer."""
        return self.door.to("view")

    @property
    def download_url(self) -> str:
        """The address of the bytes."""
        return self.door.to("download")

    @property
    def keeping(self) -> str:
        """What a link to another page keeps: the words searched for."""
        return f"{urlencode({'q': self.query})}&" if self.query else ""

    @property
    def previous(self) -> int | None:
        """The page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The page after, if there is one."""
        return self.number + 1 if self.number < self.pages else None

    @cached_property
    def hits(self) -> list[Hit]:
        """The lines with the words searched for, one a page."""
        wanted = words_of(self.query)
        if not wanted or not self.done:
            return []
        found = (self._hit(page, wanted) for page in self.reading.texts.all())
        return [hit for hit in found if hit][:MOST_FOUND]

    def _hit(self, page: ReadPage, wanted: str) -> Hit | None:
        for line in self._seen(page.text).splitlines():
            if wanted in words_of(line):
                return Hit(page.number, line.strip()[:160])
        return None

    def _seen(self, text: str) -> str:
        return text if self.sees_all else masked(text)

    @cached_property
    def signatures(self) -> list[RevisionSignature]:
        """The digital signatures of the file."""
        return list(self.reading.signatures.all()) if self.done else []

    @cached_property
    def differences(self) -> list[Difference]:
        """What was typed otherwise than the document says; for who may take it over."""
        if not self.done or not sight.may_take_over(self.user, self.revision):
            return []
        return differences(self.revision.document, self.reading)

    @cached_property
    def has_similar(self) -> bool:
        """Whether another unit has nearly the same text."""
        return self.done and SimilarText.objects.of(self.revision).exists()

    @cached_property
    def similar(self) -> list[tuple[Document, int]]:
        """Documents of other units with nearly the same text, for who may know them."""
        if not self.has_similar or not sight.may_know_others(self.user, self.revision):
            return []
        pairs = SimilarText.objects.of(self.revision).select_related(
            "first__document__owner", "second__document__owner"
        )
        others = [(pair.other(self.revision).document, pair.permille) for pair in pairs]
        own = {unit.pk for unit in _units(self.user)}
        return [(one, permille) for one, permille in others if one.owner_id not in own][
            :MOST_SIMILAR
        ]


def _units(user: User) -> list[Unit]:
    return [held.unit for held in user.appointments_today()]


def shown(
    revision: Revision, user: User, door: Door, asked: dict[str, str], marked: str = ""
) -> Shown:
    """Return a revision at the page that was asked for, or the first that is marked.

    Raises
    ------
    Http404
        There is no such page.
    """
    made = Shown(revision, user, door, query=asked.get("q", "").strip()[:200])
    made.marked = [page for page in pages_named(marked) if page <= max(made.pages, 1)]
    wanted = asked.get("page", "")
    made.number = int(wanted) if wanted.isdecimal() else (made.marked or [1])[0]
    if wanted and not 1 <= made.number <= max(made.pages, 1):
        raise Http404
    return made


def pages_named(text: str) -> list[int]:
    """Return the pages that a use names.

    >>> pages_named("3-5, 8; tr. 12")
    [3, 4, 5, 8, 12]
    """
    found: set[int] = set()
    for first, last in _PAGES.findall(text):
        end = int(last or first)
        found.update(range(int(first), min(end, int(first) + 500) + 1))
    return sorted(found)


def picture(revision: Revision, user: User, number: int) -> HttpResponse:
    """Return the picture of a page as this reader sees it.

    Raises
    ------
    Http404
        There is no such page, or it was not read yet and would have to be masked.
    """
    boxes: list[list[float]] = []
    if not sight.sees_all(user, revision):
        page = ReadPage.objects.filter(
            reading__revision=revision, reading__state=State.READ, number=number
        ).first()
        if page is None:
            raise Http404
        boxes = page.boxes
    try:
        place = extracting.draw(revision, number)
    except FileNotFoundError:
        place = None
    if place is None:
        raise Http404
    content = place.read_bytes()
    response = HttpResponse(_curtained(content, boxes) if boxes else content, "image/webp")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _curtained(content: bytes, boxes: list[list[float]]) -> bytes:
    """Return a page's picture with personal data covered, a little beyond their edges."""
    with Image.open(io.BytesIO(content), formats=["WEBP"]) as opened:
        made = opened.convert("RGB")
    brush = ImageDraw.Draw(made)
    for left, top, right, bottom in boxes:
        spots = (left * made.width - 3, top * made.height - 3,
                 right * made.width + 3, bottom * made.height + 3)  # fmt: skip
        brush.rectangle(spots, fill=_CURTAIN)
    out = io.BytesIO()
    made.save(out, "WEBP", quality=80, method=2)
    return out.getvalue()


#: Field of the register -> what the reading calls it.
_COMPARED = {
    "number": "number",
    "symbol": "symbol",
    "date": "day",
    "issuer": "issuer",
    "abstract": "abstract",
}


def differences(document: Document, reading: RevisionReading) -> list[Difference]:
    """Return what the register says otherwise than the text; what was not read does not differ.

    Capital letters, marks, punctuation and leading zeros make no difference.
    """
    found = []
    for name, said in _COMPARED.items():
        typed, read = getattr(document, name), getattr(reading, said)
        if read and _plain(typed) != _plain(read):
            label = capfirst(str(Document._meta.get_field(name).verbose_name))
            found.append(Difference(name, label, typed, read))
    return found


def _plain(value: object) -> str:
    return words_of(str(value or "")).lstrip("0")
