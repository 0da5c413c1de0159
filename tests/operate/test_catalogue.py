"""Catalogues are compiled without gettext, and read the same as if it had done it."""

import gettext
import io
import shutil
import subprocess
from pathlib import Path

import pytest

import openpar
from openpar.cli.catalogue import compile_catalogues, compiled_form

SAMPLE = """\
# comment
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#: somewhere.py:1
msgid "Points"
msgstr "Điểm"

msgctxt "to count"
msgid "Points"
msgstr "Chấm"

msgid "%d unit"
msgid_plural "%d units"
msgstr[0] "một đơn vị"
msgstr[1] "%d đơn vị"

msgid ""
"a long "
"line \\"quoted\\""
msgstr ""
"một dòng "
"dài"

#, fuzzy
msgid "Guessed"
msgstr "Đoán"

msgid "Untranslated"
msgstr ""

#~ msgid "Gone"
#~ msgstr "Đã bỏ"
"""


def read(form: bytes) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(form))


def test_messages_contexts_plurals_and_long_lines_come_out():
    catalogue = read(compiled_form(SAMPLE, "en"))
    assert catalogue.gettext("Points") == "Điểm"
    assert catalogue.pgettext("to count", "Points") == "Chấm"
    assert catalogue.ngettext("%d unit", "%d units", 1) == "một đơn vị"
    assert catalogue.ngettext("%d unit", "%d units", 7) == "%d đơn vị"
    assert catalogue.gettext('a long line "quoted"') == "một dòng dài"


@pytest.mark.parametrize("message", ["Guessed", "Untranslated", "Gone"])
def test_guesses_gaps_and_what_is_gone_stay_as_they_were(message):
    assert read(compiled_form(SAMPLE, "en")).gettext(message) == message


def test_a_catalogue_is_compiled_once_and_again_after_a_change(tmp_path: Path):
    source = tmp_path / "vi" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(SAMPLE)
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert compile_catalogues(tmp_path) == []


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="msgfmt is missing (gettext)")
@pytest.mark.parametrize("language", ["vi"])
def test_our_catalogue_reads_the_same_by_both_compilers(tmp_path: Path, language: str):
    source = Path(openpar.__file__).parent / "locale" / language / "LC_MESSAGES" / "django.po"
    theirs = tmp_path / "theirs.mo"
    subprocess.run(["msgfmt", "-o", theirs, source], check=True)
    ours, gettexts = read(compiled_form(source.read_text())), read(theirs.read_bytes())
    assert {**ours._catalog, "": ""} == {**gettexts._catalog, "": ""}  # headers may differ
