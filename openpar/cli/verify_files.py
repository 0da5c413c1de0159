"""``openpar verify-files``: read every stored file again and compare it with its hash."""

import argparse
import sys

from tqdm import tqdm

from openpar.cli.environment import database, load_settings

_REASONS = {
    "absent": "không còn tệp",
    "changed": "nội dung đã bị thay đổi",
    "stray": "tệp không thuộc bản ghi nào",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """It takes no words: what is verified is everything."""
    parser.add_argument("--quiet", action="store_true", help="không hiện tiến độ / no progress")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 where every file is what was received, 1 where one is not: each by name."""
    load_settings()
    with database():
        return verify_all(quiet=arguments.quiet)


def verify_all(*, quiet: bool) -> int:
    """Verify on a database that already answers."""
    # Models can be imported only once the settings are loaded.
    from openpar.evidence.keeping import rows_to_verify, strays, verify  # noqa: PLC0415

    rows = rows_to_verify()
    bar = tqdm(verify(rows), total=len(rows), unit="tệp", file=sys.stderr, disable=quiet)
    damages = [damage for damage in bar if damage is not None]
    damages += list(strays())
    for damage in damages:
        about = [damage.file_name or damage.storage_name]
        if damage.unit:
            about.append(f"đơn vị {damage.unit}")
        if damage.codes:
            about.append(f"minh chứng {', '.join(damage.codes)}")
        if damage.event:
            about.append(f"sự kiện số {damage.event}")
        sys.stdout.write(f"{'; '.join(about)}: {_REASONS[damage.reason]}\n")
    sys.stdout.write(f"{len(rows)} tệp, {len(damages)} tệp sai.\n")
    return 1 if damages else 0
