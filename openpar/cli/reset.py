"""``openpar reset``: delete what the program keeps in its data folder."""

import argparse
import shutil
import sys

from django.conf import settings

from openpar.cli import embedded
from openpar.cli.environment import database_folder, load_settings
from openpar.cli.folder import claim
from openpar.cli.refusal import Refused


def configure(parser: argparse.ArgumentParser) -> None:
    """Deleting asks once, unless ``--yes`` says it already has been."""
    parser.add_argument("--yes", action="store_true", help="không hỏi lại / do not ask")


def run(arguments: argparse.Namespace) -> int:
    """Stop a server left running and delete its data, the evidence and the collected files."""
    load_settings()
    if settings.PRODUCTION or not settings.EMBEDDED_DATABASE:
        raise Refused(
            "Chỉ xoá được dữ liệu thử trên máy này: không xoá khi chạy chính thức hoặc khi có "
            "DATABASE_URL."
        )
    folder = settings.OPENPAR_DATA
    if not folder.exists():
        sys.stdout.write(f"Chưa có dữ liệu trong {folder}.\n")
        return 0
    if not arguments.yes and not _confirmed(folder):
        sys.stdout.write("Giữ nguyên dữ liệu.\n")
        return 1
    with claim(folder):
        embedded.stop(database_folder())
        for name in ("postgresql", "evidence", "static"):
            shutil.rmtree(folder / name, ignore_errors=True)
    sys.stdout.write(f"Đã xoá dữ liệu trong {folder}.\n")
    return 0


def _confirmed(folder: object) -> bool:
    sys.stdout.write(f"Xoá toàn bộ dữ liệu trong {folder}? Gõ XOA để xác nhận: ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().upper() in ("XOA", "XOÁ", "XÓA")
