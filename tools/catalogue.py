"""Check the Vietnamese catalogue: gettext finds no fault in it, every message has a text."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "openpar" / "locale" / "vi" / "LC_MESSAGES" / "django.po"


def main() -> int:
    """Return 0 when the catalogue is whole, else say what is missing."""
    command = ["msgfmt", "--check", "--statistics", "--output-file", os.devnull, str(CATALOGUE)]
    plain = os.environ | {"LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=plain)
    except FileNotFoundError:
        sys.stderr.write("msgfmt is missing: apt-get install gettext\n")
        return 1
    if done.returncode != 0 or re.search(r"fuzzy|untranslated", done.stderr):
        sys.stderr.write(f"{CATALOGUE.relative_to(ROOT)}: {done.stderr}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
