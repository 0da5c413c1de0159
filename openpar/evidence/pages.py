"""Pages of a file as text and as pictures. Runs confined, for it opens what anybody may have sent.

PDF files and pictures have pages; their text comes from the text layer, or is recognised (OCR) by
Tesseract where there is none. No Django here, and nothing a file brings along is ever run: PDFium
comes without a script engine.
"""

import csv
import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps
from pypdfium2 import raw

from openpar.evidence.sensitive import personal_data

#: A box on a page: left, top, right and bottom as shares of its breadth and height.
Box = tuple[float, float, float, float]
WHOLE_PAGE: Box = (0.0, 0.0, 1.0, 1.0)

MOST_PIXELS = 60_000_000  # of a picture as its header tells, before anything is unpacked
LONGEST_SIDE = 4_000  # pixels of what is handed to the recognition
RECOGNITION_DPI = 200
VIEWER_DPI = 110
VIEWER_SIDE = 1_700  # pixels at most
FEWEST_LETTERS = 30  # a page with less text than this and a picture on it was scanned
#: What Pillow may open; every other decoder stays closed.
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF"}

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class Unreadable(Exception):
    """Nothing can be read from the file; the word says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its text, whence (``layer``, ``recognised``, ``file``), where personal data stand.

    ``picture`` tells of a scanned page that was not recognised: its text is not known.
    """

    text: str
    source: str
    boxes: list[Box] = field(default_factory=list)
    picture: bool = False


def can_recognise() -> bool:
    """Whether this machine has Tesseract."""
    return shutil.which("tesseract") is not None


def opened_pdf(path: Path) -> pypdfium2.PdfDocument:
    """Open a PDF.

    Raises
    ------
    Unreadable
        ``locked`` by a password, or ``damaged``.
    """
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == raw.FPDF_ERR_PASSWORD
        raise Unreadable("locked" if locked else "damaged") from None


def pages_of_pdf(path: Path, *, folder: Path) -> Iterator[Page]:
    """Yield the pages of a PDF; ``folder`` takes what is handed to the recognition."""
    document = opened_pdf(path)
    if not len(document):
        raise Unreadable("damaged")
    for number in range(len(document)):
        try:
            yield _pdf_page(document[number], folder)
        except pypdfium2.PdfiumError:
            yield Page("", "layer", [WHOLE_PAGE], picture=True)


def pages_of_picture(path: Path, media_type: str, *, folder: Path) -> Iterator[Page]:
    """Yield the pages of a picture: one, or the frames of a fax."""
    with opened_picture(path, media_type) as picture:
        for number in range(getattr(picture, "n_frames", 1)):
            yield recognised(_frame(picture, number, LONGEST_SIDE).convert("L"), folder)


def opened_picture(path: Path, media_type: str) -> Image.Image:
    """Open a picture without unpacking it.

    Raises
    ------
    Unreadable
        ``damaged``, or ``huge``: more pixels than ``MOST_PIXELS``.
    """
    try:
        picture = Image.open(path, formats=[PICTURES[media_type]])
    except Image.DecompressionBombError:
        raise Unreadable("huge") from None
    except OSError:
        raise Unreadable("damaged") from None
    if picture.width * picture.height > MOST_PIXELS:
        raise Unreadable("huge")
    return picture


def counted(path: Path, media_type: str) -> int:
    """Return how many pages a PDF or a picture has.

    Raises
    ------
    Unreadable
        It cannot be opened.
    """
    if media_type in PICTURES:
        with opened_picture(path, media_type) as picture:
            return getattr(picture, "n_frames", 1)
    return len(opened_pdf(path))


def drawn(path: Path, media_type: str, number: int) -> Image.Image:
    """Return page ``number`` (from one) as the viewer shows it.

    Raises
    ------
    Unreadable
        There is no such page, or it cannot be drawn.
    """
    if media_type in PICTURES:
        with opened_picture(path, media_type) as picture:
            return _frame(picture, number - 1, VIEWER_SIDE).convert("RGB")
    document = opened_pdf(path)
    if not 1 <= number <= len(document):
        raise Unreadable("page")
    document.init_forms()  # filled fields and the pictures of signatures; no script runs
    try:
        return _drawn(document[number - 1], VIEWER_DPI, VIEWER_SIDE)
    except pypdfium2.PdfiumError:
        raise Unreadable("damaged") from None


def recognised(picture: Image.Image, folder: Path) -> Page:
    """Return the page that Tesseract reads from a picture, with words by their position."""
    if not can_recognise():
        return Page("", "recognised", [WHOLE_PAGE], picture=True)
    file = folder / "page.png"
    picture.save(file, compress_level=1)
    read = subprocess.run(
        ["tesseract", str(file), "stdout", "-l", "vie", "--dpi", str(RECOGNITION_DPI), "tsv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if read.returncode:
        return Page("", "recognised", [WHOLE_PAGE], picture=True)
    return page_of_words(read.stdout.decode("utf-8", "replace"), picture.width, picture.height)


def page_of_words(table: str, width: int, height: int) -> Page:
    """Return the page behind Tesseract's table of words (TSV), on a picture of that size."""
    text, spots, line = "", [], None
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        word = (row["text"] or "").strip()
        if not word:
            continue
        here = (row["block_num"], row["par_num"], row["line_num"])
        text += "" if line is None else " " if here == line else "\n"
        line = here
        left, top = int(row["left"]), int(row["top"])
        box = (left, top, left + int(row["width"]), top + int(row["height"]))
        spots.append((len(text), len(text) + len(word), box))
        text += word
    size = (width, height, width, height)
    boxes = [
        tuple(at / most for at, most in zip(box, size, strict=True))
        for one in personal_data(text)
        for start, end, box in spots
        if start < one.end and one.start < end
    ]
    return Page(text, "recognised", boxes)


def _pdf_page(page: pypdfium2.PdfPage, folder: Path) -> Page:
    layer = page.get_textpage()
    text = layer.get_text_range().replace("\r\n", "\n").replace("\r", "\n")
    letters = sum(letter.isalnum() for letter in text)
    if letters < FEWEST_LETTERS and any(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
        return recognised(_drawn(page, RECOGNITION_DPI, LONGEST_SIDE).convert("L"), folder)
    boxes = [
        box
        for piece in {text[one.start : one.end] for one in personal_data(text)}
        for box in _places(page, layer, piece)
    ]
    return Page(text, "layer", boxes)


def _places(page: pypdfium2.PdfPage, layer: pypdfium2.PdfTextPage, piece: str) -> list[Box]:
    """Return where ``piece`` stands; the whole page if it is not found where the text has it."""
    boxes: list[Box] = []
    search = layer.search(piece.replace("\n", "\r\n"))
    while occurrence := search.get_next():
        start, count = occurrence
        for number in range(layer.count_rects(start, count)):
            left, bottom, right, top = layer.get_rect(number)
            corners = [_on_screen(page, left, top), _on_screen(page, right, bottom)]
            across, down = sorted(x for x, _y in corners), sorted(y for _x, y in corners)
            boxes.append((across[0], down[0], across[1], down[1]))
    return boxes or [WHOLE_PAGE]


_GRID = 100_000


def _on_screen(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Turn a point of the page, however it is turned and cropped, into shares from top left."""
    across, down = raw.c_int(), raw.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, across, down)
    return across.value / _GRID, down.value / _GRID


def _drawn(page: pypdfium2.PdfPage, dpi: int, longest: int) -> Image.Image:
    """Draw a page; one that is broader than ``longest`` pixels comes out coarser."""
    scale = min(dpi / 72, longest / max(*page.get_size(), 1))
    return page.render(scale=scale).to_pil()


def _frame(picture: Image.Image, number: int, longest: int) -> Image.Image:
    """Return one frame, upright, not larger than asked."""
    try:
        picture.seek(number)
        picture.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((longest, longest))
    except EOFError:
        raise Unreadable("page") from None
    except (OSError, ValueError, SyntaxError):
        raise Unreadable("damaged") from None
    return upright
