"""Style, pictures and scripts: built here from locked packages, nothing inline or from afar."""

import json
import re
import subprocess
from pathlib import Path

import pytest

import openpar

PROGRAM = Path(openpar.__file__).parent
TEMPLATES = sorted(PROGRAM.rglob("templates/**/*.html"))
_ICON = re.compile(r"""{%\s*icon\s+["']([\w-]+)["']""")
_SYMBOL = re.compile(r"""symbol=["']([\w-]+)["']""")
_INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|\shx-on", re.IGNORECASE)


def test_every_picture_that_a_page_names_is_collected():
    known = set(json.loads((PROGRAM / "web/assets/icons.json").read_text()))
    for template in TEMPLATES:
        text = template.read_text()
        used = {*_ICON.findall(text), *_SYMBOL.findall(text)}
        assert used <= known, template


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_page_holds_inline_style_or_script(template):
    assert _INLINE.findall(template.read_text()) == []


@pytest.mark.parametrize(
    "slip", ["<p style='x'>", "<script>", '<a onclick="x()">', "<style>", '<a hx-on:click="x">']
)
def test_an_inline_slip_would_be_caught(slip):
    assert _INLINE.search(slip)


def test_the_lock_file_pins_every_package_and_names_no_registry(repository):
    lock = json.loads((repository / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not [name for name, entry in packages.items() if "resolved" in entry]


def test_nothing_that_is_built_is_committed(repository):
    command = ["git", "ls-files", "openpar/web/static/built", "node_modules", "*.mo", "*.woff2"]
    listed = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)
    assert listed.stdout == ""


def test_the_style_sheet_asks_for_nothing_from_afar():
    css = (PROGRAM / "web/static/built/openpar.css").read_text()
    addresses = re.findall(r"""url\(["']?([^)"']+)""", css)

    assert addresses
    assert [found for found in addresses if re.match(r"\w+:|//", found)] == []
    assert "sourceMappingURL" not in css
