"""A criteria set file given on the command line, YAML or Excel by its extension."""

from pathlib import Path

from openpar.criteria.workbook import EXTENSION, read_workbook
from openpar.scoring.defects import Defect, Wrong
from openpar.scoring.sets.document import Data, read_document
from openpar.scoring.sets.model import CriteriaSet
from openpar.scoring.sets.reading import SetError, set_from

UNREADABLE = (OSError, UnicodeDecodeError)


def is_workbook(path: Path) -> bool:
    """Whether the name says Excel."""
    return path.suffix.lower() == EXTENSION


def read_set_file(path: Path) -> tuple[Data, CriteriaSet]:
    """Return the data of a set file and the set it makes.

    Raises
    ------
    SetError
        What is wrong in the file, each with its line, or its sheet and cell.
    OSError, UnicodeDecodeError
        The file cannot be opened, or a YAML file is no text (``UNREADABLE``).
    """
    if is_workbook(path):
        return read_workbook(path.read_bytes())
    try:
        data = read_document(path.read_text(encoding="utf-8-sig"))
        return data, set_from(data)
    except SetError:
        raise
    except Wrong as wrong:
        raise SetError([Defect("V0", wrong.place, wrong.vi, wrong.en)]) from None


def where(path: Path, defect: Defect, language: str) -> str:
    """Return where a defect stands: ``FILE:12``, or ``FILE: trang “Tiêu chí”, ô F12``."""
    if defect.place.sheet:
        return f"{path}: {defect.place.text(language)}"
    return str(path) if is_workbook(path) else f"{path}:{defect.line}"


def reason(error: Exception, language: str) -> str:
    """Say why a file cannot be read at all."""
    if isinstance(error, UnicodeDecodeError):
        words = ("tệp không phải văn bản UTF-8", "the file is not UTF-8 text")
    elif isinstance(error, FileNotFoundError):
        words = ("không tìm thấy tệp", "there is no such file")
    else:
        words = ("không mở được tệp", "the file cannot be opened")
    return words[language == "en"]
