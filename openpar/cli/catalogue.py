"""Turn translation catalogues (``.po``) into the form that is read at run time (``.mo``).

GNU gettext does the same; a machine that only runs the program need not have it. The compiled
form is a table of sorted originals and their translations, as the gettext manual lays it out.
"""

import ast
import re
import struct
from pathlib import Path

MAGIC = 0x950412DE
HEADER = 28  # bytes before the first table
_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)?\s*(".*")\s*$')

Entry = dict[str, str]


def compile_catalogues(folder: Path) -> list[Path]:
    """Compile every catalogue below ``folder`` whose compiled form is missing or older."""
    compiled = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime <= source.stat().st_mtime:
            partial = target.with_suffix(".mo.part")
            partial.write_bytes(compiled_form(source.read_text(encoding="utf-8")))
            partial.replace(target)
            compiled.append(target)
    return compiled


def compiled_form(text: str) -> bytes:
    """Return the bytes of the ``.mo`` for the text of a ``.po``; untranslated and fuzzy fall out.

    Raises
    ------
    ValueError
        A line is neither comment nor keyword nor string; the message names its number.
    """
    messages = dict(pair for entry in _entries(text) if (pair := _message(entry)))
    originals = sorted(messages)
    tables, strings = [], b""
    start = HEADER + 16 * len(originals)
    for texts in (originals, [messages[original] for original in originals]):
        for value in texts:
            tables.append(struct.pack("<II", len(value), start + len(strings)))
            strings += value + b"\0"
    head = struct.pack(
        "<7I", MAGIC, 0, len(originals), HEADER, HEADER + 8 * len(originals), 0, start
    )
    return head + b"".join(tables) + strings


def _entries(text: str) -> list[Entry]:
    """Return the entries: keyword -> text; those marked fuzzy carry the key ``fuzzy``."""
    entries: list[Entry] = [{}]
    keyword = ""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            if _is_complete(entries[-1]):
                entries.append({})
            if line.startswith("#,") and "fuzzy" in line:
                entries[-1]["fuzzy"] = "yes"
            continue
        found = _LINE.match(line)
        if found is None or not (found[1] or keyword):
            raise ValueError(f"line {number} is no line of a catalogue: {line!r}")
        if found[1]:
            keyword = found[1]
            if keyword in ("msgctxt", "msgid") and _is_complete(entries[-1]):
                entries.append({})
        entries[-1][keyword] = entries[-1].get(keyword, "") + ast.literal_eval(found[2])
    return entries


def _is_complete(entry: Entry) -> bool:
    return any(keyword.startswith("msgstr") for keyword in entry)


def _message(entry: Entry) -> tuple[bytes, bytes] | None:
    """Return original and translation as the compiled form writes them, or ``None``."""
    translations = [entry[name] for name in sorted(entry) if name.startswith("msgstr")]
    is_header = entry.get("msgid") == "" and "msgctxt" not in entry
    if not translations or not all(translations) or ("fuzzy" in entry and not is_header):
        return None
    original = entry["msgid"]
    if "msgid_plural" in entry:
        original += "\0" + entry["msgid_plural"]
    if "msgctxt" in entry:
        original = entry["msgctxt"] + "\x04" + original
    return original.encode(), "\0".join(translations).encode()
