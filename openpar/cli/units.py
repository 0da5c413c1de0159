"""``openpar units load``: the provinces and communes of the country, into the register of units."""

import argparse
import sys

from tqdm import tqdm

from openpar.cli.environment import database, load_settings, refuse_newer_data


def configure(parser: argparse.ArgumentParser) -> None:
    """One action: ``load``, all of the country or one province. Safe to run again."""
    parser.add_argument("action", choices=["load"])
    parser.add_argument(
        "--province",
        default="",
        metavar="CODE",
        help="mã tỉnh, ví dụ 01 (mặc định: tất cả)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when the units are there, 2 where no province has the code."""
    load_settings()
    with database():
        refuse_newer_data()
        return load(arguments.province)


def load(province: str) -> int:
    """Load on a database that already answers; a bar on the error stream shows progress."""
    # Models can be imported only once the settings are loaded.
    from django.core.exceptions import ValidationError  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    from openpar.people.national import load_national, read_list  # noqa: PLC0415

    asked = [unit for unit in read_list() if province in ("", unit.code, unit.parent_code)]
    with (
        translation.override("vi"),
        tqdm(total=len(asked), unit=" đơn vị", desc="Nạp đơn vị", disable=None) as bar,
    ):
        try:
            loaded = load_national(by=None, province=province, progress=bar.update)
        except ValidationError as error:
            sys.stderr.write(f"{error.messages[0]}\n")
            return 2
    sys.stdout.write(f"Đã thêm {len(loaded.created)} đơn vị; {loaded.present} đơn vị đã có sẵn.\n")
    return 0
