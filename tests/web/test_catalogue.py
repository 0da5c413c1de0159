"""Vietnamese is complete: every sentence of the program stands in the catalogue, translated."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

import openpar
from openpar.cli.catalogue import compiled_form
from tests.naive.holed_catalogue import HOLED_CATALOGUE

PROGRAM = Path(openpar.__file__).parent
CATALOGUE = PROGRAM / "locale/vi/LC_MESSAGES/django.po"
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{\w*\}")


def entries(text: str) -> list[dict[str, str]]:
    """Return the entries of a catalogue: msgctxt, msgid, msgid_plural, msgstr…, flags."""
    found = []
    for block in re.split(r"\n\s*\n", text):
        entry, keyword = {"flags": ""}, ""
        for line in block.splitlines():
            if line.startswith("#,"):
                entry["flags"] += line
            elif match := re.match(r'(msg\w+(?:\[\d\])?) (".*")', line):
                keyword = match[1]
                entry[keyword] = ast.literal_eval(match[2])
            elif line.startswith('"'):
                entry[keyword] += ast.literal_eval(line)
        if entry.get("msgid"):
            found.append(entry)
    return found


def faults(text: str) -> list[str]:
    """Return what is missing, fuzzy, or loses a placeholder."""
    complaints = []
    for entry in entries(text):
        name = entry["msgid"][:60]
        translations = [value for key, value in entry.items() if key.startswith("msgstr")]
        if "fuzzy" in entry["flags"] or not all(translations):
            complaints.append(f"untranslated: {name}")
            continue
        wanted = _placeholders(entry.get("msgid_plural", entry["msgid"]))
        for translation in translations:
            if _placeholders(translation) != wanted:
                complaints.append(f"placeholders differ: {name}")
    return complaints


def _placeholders(text: str) -> set[str]:
    return {match[0] for match in _PLACEHOLDER.finditer(text)}


def test_every_sentence_is_translated_and_keeps_its_placeholders():
    assert faults(CATALOGUE.read_text()) == []


def test_a_hole_a_fuzzy_entry_and_a_lost_placeholder_are_each_caught():
    assert faults(HOLED_CATALOGUE) == [
        "untranslated: Nothing",
        "untranslated: Perhaps",
        "placeholders differ: %(count)s unit",
    ]


def test_every_sentence_of_the_sources_stands_in_the_catalogue(tmp_path, monkeypatch):
    """Extract afresh from a copy of the sources: what is new there is missing here."""
    copy = tmp_path / "openpar"
    command = ["cp", "-r", str(PROGRAM), str(copy)]
    subprocess.run(command, check=True, timeout=60)
    monkeypatch.chdir(copy)
    call_command(
        "makemessages",
        locale=["vi"],
        ignore_patterns=["static/*", "scoring/*"],
        no_location=True,
        verbosity=0,
    )
    fresh = (copy / "locale/vi/LC_MESSAGES/django.po").read_text()
    used = {entry["msgid"] for entry in entries(fresh)}
    known = {entry["msgid"] for entry in entries(CATALOGUE.read_text())}
    assert sorted(used - known) == []


def test_the_compiled_form_knows_every_sentence():
    compiled = compiled_form(CATALOGUE.read_text())
    for entry in entries(CATALOGUE.read_text()):
        assert entry["msgid"].encode() in compiled


@pytest.mark.parametrize("word", ["lá", "phúc tra", "dự kiến", "lượt chạy", "nhóm thuần tập"])
def test_words_that_the_field_does_not_use_so_are_absent(word):
    texts = (
        entry.get("msgstr", entry.get("msgstr[0]", "")) for entry in entries(CATALOGUE.read_text())
    )
    assert [text for text in texts if re.search(rf"(?<!\w){word}(?!\w)", text.lower())] == []
