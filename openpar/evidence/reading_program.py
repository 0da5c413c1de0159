"""The program that reads and draws one file, started anew for each, confined, never in the web.

    python -m openpar.evidence.reading_program read FILE MEDIA_TYPE
    python -m openpar.evidence.reading_program count FILE MEDIA_TYPE
    python -m openpar.evidence.reading_program draw FILE MEDIA_TYPE PAGE

``read`` writes a line of JSON for each page, so that what was read before the end of the time is
not lost; ``count`` says how many pages there are; ``draw`` writes ``page.webp`` beside it. What
cannot be read is one line that says why.
"""

import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from openpar.evidence.pages import (
    PICTURES,
    WHOLE_PAGE,
    Page,
    Unreadable,
    counted,
    drawn,
    pages_of_pdf,
    pages_of_picture,
)
from openpar.evidence.texts import text_of

PDF = "application/pdf"
MOST_PAGES = 500
MOST_LETTERS_OF_A_PAGE = 200_000
DRAWN = "page.webp"


def main(arguments: list[str]) -> None:
    """Do what the arguments say; the folder in which it runs is its own."""
    job, name, media_type = arguments[:3]
    path, folder = Path(name), Path.cwd()
    try:
        if job == "draw":
            page = drawn(path, media_type, int(arguments[3]))
            page.save(folder / DRAWN, quality=80, method=2)
            return
        if job == "count":
            _say({"pages": counted(path, media_type)})
            return
        for number, page in enumerate(_pages(path, media_type, folder), start=1):
            if number > MOST_PAGES:
                raise Unreadable("pages")
            _say(dataclasses.asdict(page) | {"text": page.text[:MOST_LETTERS_OF_A_PAGE]})
    except Unreadable as error:
        _say({"unreadable": str(error)})
    except MemoryError:
        _say({"unreadable": "huge"})


def _pages(path: Path, media_type: str, folder: Path) -> Iterator[Page]:
    if media_type == PDF:
        yield from pages_of_pdf(path, folder=folder)
    elif media_type in PICTURES:
        yield from pages_of_picture(path, media_type, folder=folder)
    else:
        text = text_of(path, media_type)
        for start in range(0, max(len(text), 1), MOST_LETTERS_OF_A_PAGE):
            part = text[start : start + MOST_LETTERS_OF_A_PAGE]
            yield Page(part, "file", [WHOLE_PAGE])


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
