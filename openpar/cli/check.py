"""``openpar check SET.yaml``: one defect a line, ``FILE:LINE: [V3] sentence``."""

import argparse
import sys
from pathlib import Path

from openpar.scoring.sets.check import check_set
from openpar.scoring.sets.reading import SetError, read_set


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``openpar check``."""
    parser.add_argument("sets", nargs="+", metavar="SET.yaml", type=Path)
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")


def run(arguments: argparse.Namespace) -> int:
    """Check each file; return 0 if all are fit, 1 for defects, 2 for a file that cannot be read."""
    return max(check_file(path, arguments.lang) for path in arguments.sets)


def check_file(path: Path, language: str) -> int:
    """Print the defects of one set file; return its exit code."""
    try:
        criteria_set = read_set(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{path}: {_unreadable(error, language)}\n")
        return 2
    except SetError as error:
        for defect in error.defects:
            sys.stderr.write(f"{path}:{defect.line}: {defect.text(language)}\n")
        return 2
    defects = check_set(criteria_set)
    for defect in defects:
        sys.stdout.write(f"{path}:{defect.line}: [{defect.check}] {defect.text(language)}\n")
    return 1 if defects else 0


def _unreadable(error: Exception, language: str) -> str:
    if isinstance(error, UnicodeDecodeError):
        words = ("tệp không phải văn bản UTF-8", "the file is not UTF-8 text")
    elif isinstance(error, FileNotFoundError):
        words = ("không tìm thấy tệp", "there is no such file")
    else:
        words = ("không mở được tệp", "the file cannot be opened")
    return words[language == "en"]
