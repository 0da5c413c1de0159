"""``openpar replay RUN``: recompute a stored run from its own inputs and compare every digit."""

import argparse
import sys

from openpar.cli.environment import database, load_settings

#: So many differences are written out; the last line always counts them all.
MOST_WRITTEN = 50


def configure(parser: argparse.ArgumentParser) -> None:
    """The run, as its page names it."""
    parser.add_argument("run", metavar="RUN", help="CYCLE/NUMBER, ví dụ cap-tinh-2026/3")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 where the run agrees to the last digit, 1 where it does not, 2 if there is none."""
    load_settings()
    with database():
        return replay_named(arguments.run)


def replay_named(name: str) -> int:
    """Replay the run called ``CYCLE/NUMBER`` on a database that already answers."""
    # Models can be imported only once the settings are loaded.
    from openpar.results.models import Run  # noqa: PLC0415
    from openpar.results.replaying import replay  # noqa: PLC0415
    from openpar.scoring.rounds.reading import RoundError  # noqa: PLC0415

    cycle, _slash, number = name.rpartition("/")
    found = Run.objects.filter(cycle__code=cycle, number=number if number.isdecimal() else 0)
    run = found.select_related("cycle").first()
    if run is None:
        sys.stderr.write(f"Không có lần tính kết quả nào tên {name!r}. Viết MÃ-ĐỢT/SỐ.\n")
        return 2
    try:
        differences = replay(run)
    except RoundError as error:
        for problem in error.problems:
            sys.stderr.write(f"{problem.sentence('vi')}\n")
        sys.stderr.write(f"Lần tính {run}: không đọc lại được dữ liệu đã lưu.\n")
        return 1
    for one in differences[:MOST_WRITTEN]:
        place = " ".join(part for part in (one.unit, one.criterion) if part) or str(run)
        sys.stdout.write(f"{place}: {one.column}: đã lưu {one.stored}, tính lại {one.recomputed}\n")
    if differences:
        sys.stdout.write(f"Lần tính {run}: {len(differences)} chỗ khác.\n")
        return 1
    units, marks = run.unit_results.count(), run.marks.count()
    sys.stdout.write(
        f"Lần tính {run}: khớp đến chữ số cuối cùng ({units} đơn vị, {marks} điểm tiêu chí).\n"
    )
    return 0
