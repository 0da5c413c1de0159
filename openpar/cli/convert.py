"""``openpar convert SET.yaml SET.xlsx`` and back: the same criteria set in the other form."""

import argparse
import sys
from pathlib import Path

from openpar.cli.set_file import UNREADABLE, is_workbook, read_set_file, reason, where
from openpar.criteria.workbook import EXTENSION, blank_workbook, workbook_of
from openpar.scoring.sets.reading import SetError
from openpar.scoring.sets.writing import yaml_text

_YAML = (".yaml", ".yml")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``openpar convert``."""
    parser.add_argument("source", nargs="?", type=Path, metavar="FROM", help="SET.yaml, SET.xlsx")
    parser.add_argument("target", type=Path, metavar="TO", help="SET.xlsx, SET.yaml")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")


def run(arguments: argparse.Namespace) -> int:
    """Write the other form, or the blank Excel form where no source is given; return the code."""
    source, target, language = arguments.source, arguments.target, arguments.lang
    if not (is_workbook(target) or (source and target.suffix.lower() in _YAML)):
        words = (
            f"tên tệp đích phải kết thúc bằng {EXTENSION} hoặc .yaml",
            f"the target must end in {EXTENSION} or .yaml",
        )
        return _end(f"{target}: {words[language == 'en']}")
    try:
        content = _converted(source, target) if source else blank_workbook()
    except UNREADABLE as error:
        return _end(f"{source}: {reason(error, language)}")
    except SetError as error:
        lines = [f"{where(source, one, language)}: {one.text(language)}" for one in error.defects]
        return _end("\n".join(lines))
    try:
        target.write_bytes(content)
    except OSError as error:
        return _end(f"{target}: {reason(error, language)}")
    return 0


def _converted(source: Path, target: Path) -> bytes:
    """Return the content of the target."""
    data, _ = read_set_file(source)
    text = yaml_text(data)
    return workbook_of(text) if is_workbook(target) else text.encode()


def _end(line: str) -> int:
    sys.stderr.write(f"{line}\n")
    return 2
