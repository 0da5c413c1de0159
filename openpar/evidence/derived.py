"""Files made from evidence: office documents as PDF, pages as pictures. All can be made again.

They lie under ``OPENPAR_DATA/derived`` by the hash of the file they were made from, on the machine
that made them, and need no backup.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path

from django.conf import settings

from openpar.evidence.models import READER

LONGEST_UNUSED = 30 * 86400  # seconds


def folder_of(sha256: str) -> Path:
    """Return the folder for what is made from the file with this hash, made on first use."""
    folder = Path(settings.OPENPAR_DATA) / "derived" / sha256[:2] / f"{sha256}-{READER}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def converted_of(sha256: str) -> Path:
    """Return where an office document lies as a PDF, whether or not it does."""
    return folder_of(sha256) / "converted.pdf"


def picture_of(sha256: str, page: int) -> Path:
    """Return where the picture of a page lies, whether or not it does."""
    return folder_of(sha256) / f"page-{page:05}.webp"


def count_of(sha256: str) -> Path:
    """Return where the number of its pages is noted, whether or not it is."""
    return folder_of(sha256) / "count"


def keep(made: Path, place: Path) -> None:
    """Put a file that was made in its place, whole or not at all."""
    handle, name = tempfile.mkstemp(dir=place.parent)
    os.close(handle)
    shutil.copyfile(made, name)
    os.replace(name, place)


def forget_unused() -> int:
    """Remove the pictures that nobody has looked at for thirty days; return how many.

    Converted documents stay: making one takes half a minute.
    """
    before = time.time() - LONGEST_UNUSED
    removed = 0
    for picture in (Path(settings.OPENPAR_DATA) / "derived").glob("*/*/page-*.webp"):
        if picture.stat().st_mtime < before:
            picture.unlink(missing_ok=True)
            removed += 1
    return removed
