"""The user guide: the pages of ``docs/guide``, read from their files, searched without marks.

A page is Vietnamese first; what follows its last horizontal rule is the English short form.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from markdown_it.token import Token

from openpar.messages.markdown import rendered, slug, tokens
from openpar.people.search import fold

FOLDER = settings.ROOT / "docs" / "guide"
PICTURES = FOLDER / "images"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PICTURE = re.compile(r"images/([a-z0-9]+(?:-[a-z0-9]+)*\.png)")
_PAGE = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)\.md(#.*)?")
_RULE = re.compile(r"^---$", re.MULTILINE)

#: Longest piece of a paragraph shown with a find, in characters.
LONGEST_PIECE = 200


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a row or an item, with the heading it stands under."""

    heading: str
    anchor: str
    text: str
    folded: str


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page: its name in addresses, title, first sentence, text by language, passages."""

    name: str
    title: str
    summary: str
    vietnamese: str
    english: str
    passages: tuple[Passage, ...] = field(repr=False)

    @property
    def url(self) -> str:
        """The address of the page."""
        return reverse("guide:page", args=[self.name])

    def html(self, language: str) -> SafeString:
        """The text in one of its languages, without its title."""
        text = self.english if language == "en" else self.vietnamese
        return rendered(text, addresses=_address, pictures=True)


@dataclass(frozen=True, slots=True)
class Find:
    """A passage that holds what was searched, and its page."""

    page: GuidePage
    passage: Passage

    @property
    def url(self) -> str:
        """The address of the heading."""
        return f"{self.page.url}#{self.passage.anchor}" if self.passage.anchor else self.page.url


def pages() -> list[GuidePage]:
    """Return every page, by title."""
    return sorted((_of(path) for path in FOLDER.glob("*.md")), key=lambda page: fold(page.title))


def page(name: str) -> GuidePage | None:
    """Return the page of a name, or ``None``."""
    path = FOLDER / f"{name}.md"
    return _of(path) if _NAME.fullmatch(name) and path.is_file() else None


def picture(name: str) -> Path | None:
    """Return where a picture of the guide lies, or ``None``."""
    path = PICTURES / name
    return path if _PICTURE.fullmatch(f"images/{name}") and path.is_file() else None


def search(text: str, most: int = 30) -> list[Find]:
    """Return passages that hold every word of ``text``, marks ignored; titles and headings first.

    >>> search("   ")
    []
    """
    words = fold(text).split()
    if not words:
        return []
    found = [
        (not all(word in fold(f"{page.title} {passage.heading}") for word in words), page, passage)
        for page in pages()
        for passage in page.passages
        if all(word in passage.folded for word in words)
    ]
    found.sort(key=lambda row: row[0])  # stable: pages by title, passages as they stand
    return [Find(page, passage) for _later, page, passage in found[:most]]


def _of(path: Path) -> GuidePage:
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _read(path: Path, changed: int) -> GuidePage:
    """Read a page; the moment of its last change is part of the key."""
    first, _line, rest = path.read_text(encoding="utf-8").partition("\n")
    title = first.removeprefix("# ").partition(" · ")[0].strip()
    parts = _RULE.split(rest)
    english = parts.pop() if len(parts) > 1 else ""
    vietnamese = "---".join(parts)
    passages = _passages(title, vietnamese) + _passages(title, english)
    summary = passages[0].text if passages else ""
    return GuidePage(path.stem, title, summary, vietnamese, english, tuple(passages))


def _passages(title: str, text: str) -> list[Passage]:
    """Return the paragraphs of a text, each with the heading above it."""
    heading = anchor = ""
    found = []
    parsed = tokens(text)
    for before, token in zip([None, *parsed], parsed, strict=False):
        if token.type != "inline":
            continue
        words = _words(token)
        if before is not None and before.type == "heading_open":
            heading, anchor = words, slug(token.content)
        shown = words if len(words) <= LONGEST_PIECE else f"{words[:LONGEST_PIECE].rstrip()}…"
        found.append(Passage(heading, anchor, shown, fold(f"{title} {heading} {words}")))
    return found


def _words(token: Token) -> str:
    """Return the words of a line without its marks."""
    parts = (child.content or " " * (child.type == "softbreak") for child in token.children or ())
    return "".join(parts).strip()


def _address(address: str) -> str | None:
    """Return the address here of a page or picture of the guide; other files have none."""
    if known := _PAGE.fullmatch(address):
        return reverse("guide:page", args=[known[1]]) + (known[2] or "")
    if known := _PICTURE.fullmatch(address):
        return reverse("guide:picture", args=[known[1]])
    return address if address.startswith(("https://", "http://", "mailto:", "#", "/")) else None
