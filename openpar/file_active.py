"""What acts when a document is opened: macros, scripts, links that fetch, programs within.

Nothing is ever opened here. An office document is judged by the names and the relations of its
parts, a PDF by the names in its dictionaries, an old binary file by what it does not show. What
would run by itself is refused; what only a careful reader should know is told as a ``Trait``.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from openpar.file_containers import Container, DamagedContainer


class Trait(StrEnum):
    """What a careful reader should know of a file before it is opened outside the viewer."""

    SCRIPT = "script"
    ACTION = "action"
    LAUNCH = "launch"
    ATTACHED_FILE = "attached_file"
    FORM_PROGRAM = "form_program"
    OTHER_FILE = "other_file"
    SENDS_DATA = "sends_data"
    LOCKED = "locked"
    EXTERNAL_LINK = "external_link"
    EXTERNAL_DATA = "external_data"
    EMBEDDED_OBJECT = "embedded_object"
    FORMULA = "formula"
    OLD_FORMAT = "old_format"


class RunsByItself(ValueError):
    """The document would act on being opened; ``str()`` names the part that would."""


#: Names of parts that are programs.
_PROGRAM_PARTS = re.compile(
    r"vbaproject\.bin|vbadata\.xml|(?:^|/)macrosheets/|(?:^|/)activex/|(?:^|/)basic/|(?:^|/)scripts/"
    r"|(?:^|/)customui/|\.(?:exe|dll|js|jse|vbs|vbe|wsf|hta|bat|cmd|ps1|scr|jar|html?|xhtml|mht|mhtml"
    r"|svgz?|swf|lnk|msi)$",
    re.IGNORECASE,
)
_PROGRAM_TYPES = re.compile(rb"macroEnabled|vbaProject|activeX", re.IGNORECASE)
#: Kinds of relations that fetch or start something by themselves.
_STARTS = ("attachedTemplate", "oleObject", "aFChunk", "control", "vbaProject", "xlMacrosheet",
           "xlIntlMacrosheet", "attachedToolbars", "keyMapCustomizations")  # fmt: skip
_ELSEWHERE = ("image", "frame", "subDocument", "externalLinkPath", "externalLink", "audio", "video",
              "linkedStyles", "mailMergeSource", "recipientData", "slideUpdateUrl")  # fmt: skip
_DATA = re.compile(r"^xl/(?:connections\.xml|queryTables/|externalLinks/)", re.IGNORECASE)
_XML = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_FIELD_COMMAND = re.compile(r"\bDDE(?:AUTO)?\b|\bINCLUDE(?:TEXT|PICTURE)\s+\"?(?:https?:|\\\\)",
                            re.IGNORECASE)  # fmt: skip
_CELL_COMMAND = re.compile(rb"<(?:\w+:)?(?:ddeLink|oleLink|dde-source|dde-connection-decl)\b")
_EVENT = re.compile(rb"<script:event-listener\b|<office:script\b")
_SECTION = re.compile(rb"<(?:text:section-source|table:table-source|table:cell-range-source)\b")


def office_traits(container: Container) -> set[Trait]:
    """Return what a careful reader should know of an office document.

    Raises
    ------
    RunsByItself
        Macros, a template from elsewhere, a command in a field, an object that starts a program.
    DamagedContainer
        A part brings a document type of its own, or is no XML.
    """
    traits: set[Trait] = set()
    for name in container.names:
        if _PROGRAM_PARTS.search(name):
            raise RunsByItself(name)
        if _DATA.match(name):
            traits.add(Trait.EXTERNAL_DATA)
        if "/embeddings/" in f"/{name.lower()}":
            if name.lower().endswith(".bin"):
                raise RunsByItself(name)
            traits.add(Trait.EMBEDDED_OBJECT)
        if _XML.search(name):
            traits |= _part_traits(container, name)
    return traits


def _part_traits(container: Container, name: str) -> set[Trait]:
    no_document_type(container.blocks(name))
    if name.lower().endswith(".rels"):
        return _relation_traits(container, name)
    if name == "[Content_Types].xml" and any(
        _PROGRAM_TYPES.search(seen) for seen in _overlapping(container.blocks(name))
    ):
        raise RunsByItself(name)
    if re.match(r"word/[^/]+\.xml$", name):
        _refuse_field_commands(container, name)
    traits: set[Trait] = set()
    if re.match(r"xl/externalLinks/|content\.xml$|styles\.xml$", name):
        for seen in _overlapping(container.blocks(name)):
            if _CELL_COMMAND.search(seen) or _EVENT.search(seen):
                raise RunsByItself(name)
            if _SECTION.search(seen):
                traits.add(Trait.EXTERNAL_DATA)
    return traits


def no_document_type(blocks: Iterable[bytes]) -> None:
    """Refuse XML with a document type, whatever its encoding: entities come from there.

    It can stand before the first element alone, so no more is read.

    Raises
    ------
    DamagedContainer
        There is one, or this is no XML.
    """

    class _Element(Exception):
        pass

    def element(*_: object) -> NoReturn:
        raise _Element

    def document_type(*_: object) -> NoReturn:
        raise DamagedContainer

    parser = expat.ParserCreate()
    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = document_type
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except _Element:
        return
    except (expat.ExpatError, LookupError) as error:
        raise DamagedContainer from error


def _relation_traits(container: Container, name: str) -> set[Trait]:
    """Judge the relations of a part: what they point at, and whether it lies elsewhere."""
    found: list[tuple[str, str, bool]] = []

    def element(tag: str, given: dict[str, str]) -> None:
        if tag.rpartition(" ")[2] == "Relationship":
            kind = given.get("Type", "").rpartition("/")[2]
            elsewhere = given.get("TargetMode", "").lower() == "external"
            found.append((kind, given.get("Target", ""), elsewhere))

    _parse(container, name, element, None)
    traits: set[Trait] = set()
    for kind, target, elsewhere in found:
        if kind in _STARTS and (elsewhere or kind != "attachedTemplate"):
            raise RunsByItself(kind)
        if elsewhere and (kind in _ELSEWHERE or _leads_into_the_network(kind, target)):
            traits.add(Trait.EXTERNAL_LINK)
    return traits


def _leads_into_the_network(kind: str, target: str) -> bool:
    """Whether a hyperlink leads to a file rather than to a page or an address of mail."""
    return kind == "hyperlink" and target.lower().startswith(("file:", "\\\\", "//"))


def _refuse_field_commands(container: Container, name: str) -> None:
    """Read the commands of fields in one go: a hostile one is spread over many runs."""
    words: list[str] = []
    inside: list[str] = []

    def element(tag: str, given: dict[str, str]) -> None:
        inside.append(tag.rpartition(" ")[2])
        words.extend(value for key, value in given.items() if key.endswith("instr"))

    def end(_: str) -> None:
        inside.pop()

    def text(letters: str) -> None:
        if inside and inside[-1] == "instrText":
            words.append(letters)

    _parse(container, name, element, text, end)
    if _FIELD_COMMAND.search("".join(words)):
        raise RunsByItself("DDE")


def _parse(container: Container, name: str, element, text, end=None) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = element
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    try:
        for block in container.blocks(name):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError) as error:
        raise DamagedContainer from error


def _overlapping(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield blocks that each begin with the end of the one before, so that no word is cut."""
    before = b""
    for block in blocks:
        yield before + block
        before = block[-200:]


#: Names of a PDF's dictionaries -> what they mean. Names may be written with ``#4a`` for a letter.
_PDF_NAMES = {
    b"JavaScript": Trait.SCRIPT, b"JS": Trait.SCRIPT, b"AA": Trait.ACTION,
    b"Launch": Trait.LAUNCH, b"EmbeddedFile": Trait.ATTACHED_FILE,
    b"EmbeddedFiles": Trait.ATTACHED_FILE, b"XFA": Trait.FORM_PROGRAM,
    b"RichMedia": Trait.FORM_PROGRAM, b"GoToR": Trait.OTHER_FILE, b"GoToE": Trait.OTHER_FILE,
    b"SubmitForm": Trait.SENDS_DATA, b"ImportData": Trait.SENDS_DATA, b"Encrypt": Trait.LOCKED,
}  # fmt: skip
_NAME = re.compile(rb"/((?:[A-Za-z0-9]|#[0-9A-Fa-f]{2}){2,40})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_MOST_UNPACKED = 64 * 1024 * 1024  # bytes of all object streams
_MOST_OBJECT_STREAM = 8 * 1024 * 1024


def pdf_traits(content: bytes) -> set[Trait]:
    """Return what a careful reader should know of a PDF. The bytes are read, never interpreted.

    Objects may lie packed in object streams; those are unpacked, up to a limit beyond which the
    file counts as one that nobody can judge.
    """
    traits, left = (
        _named(_outside_of_streams(content)) | _named(content, shortest=3),
        _MOST_UNPACKED,
    )
    for stream in _object_streams(content):
        unpacking = zlib.decompressobj()
        try:
            objects = unpacking.decompress(stream, min(_MOST_OBJECT_STREAM, left))
        except zlib.error:
            continue
        left -= len(objects)
        traits |= _named(objects)
        if unpacking.unconsumed_tail or left <= 0:
            return traits | {Trait.LOCKED}
    return traits


def _named(objects: bytes, shortest: int = 2) -> set[Trait]:
    """Return what the names in ``objects`` mean. Names of two letters occur in any picture."""
    names = {
        re.sub(rb"#([0-9A-Fa-f]{2})", lambda one: bytes([int(one[1], 16)]), name)
        for name in set(_NAME.findall(objects))
    }
    names = {name for name in names if len(name) >= shortest}
    traits = {trait for name, trait in _PDF_NAMES.items() if name in names}
    if re.search(rb"/OpenAction\s*(?:<<|\d)", objects) and b"GoTo" not in names:
        traits.add(Trait.ACTION)  # it does more than open at a page
    return traits


def _outside_of_streams(content: bytes) -> bytes:
    """Return a PDF without what looks like its streams, where short names occur by chance."""
    kept, at = [], 0
    for begin in _STREAM.finditer(content):
        if begin.start() < at:
            continue
        end = content.find(b"endstream", begin.end())
        if end < 0:
            break
        kept.append(content[at : begin.end()])
        at = end
    kept.append(content[at:])
    return b"".join(kept)


def _object_streams(content: bytes) -> Iterator[bytes]:
    for begin in _STREAM.finditer(content):
        head = content[max(0, begin.start() - 400) : begin.start()].rpartition(b"obj")[2]
        if b"ObjStm" in head:
            end = content.find(b"endstream", begin.end())
            yield content[begin.end() : end if end >= 0 else len(content)]


#: Names of streams in an old Office file that hold macros, as its directory writes them.
_OLD_MACROS = tuple(
    name.encode("utf-16-le") for name in ("_VBA_PROJECT", "Macros", "VBA", "\x01Ole10Native")
)
#: A sheet of an old Excel file that is a macro sheet: record BOUNDSHEET, type 1.
_MACRO_SHEET = re.compile(rb"\x85\x00.{2}.{4}.\x01", re.DOTALL)


def old_office_traits(path: Path) -> set[Trait]:
    """Judge an old binary file by its directory; what it holds beyond that nobody can tell here.

    Raises
    ------
    RunsByItself
        It has macros.
    """
    content = path.read_bytes()
    if any(name in content for name in _OLD_MACROS) or _MACRO_SHEET.search(content):
        raise RunsByItself("VBA")
    return {Trait.OLD_FORMAT}


_FORMULA = re.compile(r"(?m)(?:^|[,;\t])\s*\"?\s*[=+@-]\s*[A-Za-z_]+\s*[(|!]")


def table_traits(path: Path) -> set[Trait]:
    """Return whether a text table holds what a spreadsheet program would compute or start."""
    with path.open(encoding="utf-8", errors="replace") as file:
        while block := file.read(1 << 20):
            if _FORMULA.search(block):
                return {Trait.FORMULA}
    return set()
