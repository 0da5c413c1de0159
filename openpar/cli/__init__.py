"""The command ``openpar``: one name, one table of sub-commands.

A sub-command is a module with ``configure(parser)`` and ``run(arguments) -> int``. Only the
module of the command asked for is loaded, so the pure ones start without Django.

Exit codes: 0 fine, 1 defects found or a result refused, 2 unreadable input or wrong use.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from openpar import __version__
from openpar.cli.refusal import Refused

# name: module, one line of help in Vietnamese, in English
COMMANDS = {
    "check": (
        "openpar.cli.check",
        "kiểm tra một tệp bộ tiêu chí (YAML hoặc Excel)",
        "check a criteria set file (YAML or Excel)",
    ),
    "convert": (
        "openpar.cli.convert",
        "đổi bộ tiêu chí giữa YAML và Excel",
        "turn a criteria set from YAML to Excel and back",
    ),
    "schema": (
        "openpar.cli.schema",
        "xuất JSON Schema của tệp bộ tiêu chí",
        "write the JSON Schema of a criteria set file",
    ),
    "score": (
        "openpar.cli.score",
        "chấm một vòng từ thư mục tệp",
        "score a round from a folder of files",
    ),
    "index": (
        "openpar.cli.index",
        "tính một chỉ số tổng hợp theo công thức",
        "compute a composite index from a recipe",
    ),
    "robustness": (
        "openpar.cli.robustness",
        "đo độ vững của thứ hạng",
        "measure how firm the ranks are",
    ),
    "coherence": (
        "openpar.cli.coherence",
        "đo sự gắn kết của các tiêu chí",
        "measure how well the criteria hold together",
    ),
    "replay": (
        "openpar.cli.replay",
        "tính lại một lần tính kết quả và đối chiếu từng chữ số",
        "recompute a stored run and compare every digit",
    ),
    "verify-files": (
        "openpar.cli.verify_files",
        "đọc lại mọi tệp đã lưu và đối chiếu với mã băm",
        "read every stored file again and compare it with its hash",
    ),
    "serve": (
        "openpar.cli.serve",
        "chạy hệ thống: cơ sở dữ liệu, trang web, tác vụ nền",
        "run it all: database, web, background work",
    ),
    "worker": (
        "openpar.cli.worker",
        "chạy thêm một tiến trình tác vụ nền",
        "run one more background worker",
    ),
    "migrate": (
        "openpar.cli.migrate",
        "đưa cơ sở dữ liệu về đúng phiên bản",
        "bring the database to this version",
    ),
    "units": (
        "openpar.cli.units",
        "nạp các tỉnh, xã trong cả nước (units load)",
        "load the provinces and communes of the country (units load)",
    ),
    "coordinator": (
        "openpar.cli.coordinator",
        "tạo điều phối viên đầu tiên, hoặc cấp lại liên kết đặt mật khẩu",
        "make the first coordinator, or hand out a new link",
    ),
    "demo": (
        "openpar.cli.demo",
        "nạp tỉnh minh hoạ (demo load)",
        "load the demonstration province (demo load)",
    ),
    "manage": (
        "openpar.cli.manage",
        "chạy một lệnh quản trị của Django",
        "run a Django management command",
    ),
    "reset": (
        "openpar.cli.reset",
        "xoá thư mục dữ liệu để bắt đầu lại",
        "delete the data folder and start afresh",
    ),
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one sub-command and return its exit code.

    ``words`` are the words after ``openpar``; without it, those of the process.
    """
    words = sys.argv[1:] if words is None else list(words)
    _speak_utf8()
    name = words[0] if words and words[0] in COMMANDS else None
    module = import_module(COMMANDS[name][0]) if name else None
    parser, chosen = _parser(name)
    if module is None:
        parser.parse_args(words)
        parser.print_help(sys.stderr)
        return 2
    module.configure(chosen)
    try:
        code = module.run(parser.parse_args(words))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone (``| head``). Nothing may be written any more, not even on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return int(code)


def _parser(name: str | None) -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    """The whole parser, and the part of the sub-command ``name``."""
    english = os.environ.get("LANG", "").startswith("en")
    parser = argparse.ArgumentParser(
        prog="openpar",
        description="The open platform on which a public administration reform index is scored."
        if english
        else "Nền tảng mở để chấm điểm Chỉ số cải cách hành chính.",
    )
    parser.add_argument("--version", action="version", version=f"openpar {__version__}")
    parts = parser.add_subparsers(dest="command", metavar="COMMAND")
    chosen = parser
    for command, (_, vietnamese, english_line) in COMMANDS.items():
        line = english_line if english else vietnamese
        part = parts.add_parser(command, help=line, description=line)
        if command == name:
            chosen = part
    return parser, chosen


def _speak_utf8() -> None:
    """Vietnamese must come out whole whatever the terminal's locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
