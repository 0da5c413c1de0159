"""The data folder belongs to one running program at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openpar.cli.refusal import Refused

LOCK = "running.lock"


@contextmanager
def claim(folder: Path) -> Iterator[None]:
    """Hold the folder, made when absent. The system lets go of it when the program dies.

    Raises
    ------
    Refused
        It cannot be written, or another program holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("w")
    except OSError as error:
        raise Refused(
            f"Không ghi được vào thư mục dữ liệu {folder} ({error.strerror}). Hãy cấp quyền ghi "
            "hoặc chọn thư mục khác bằng OPENPAR_DATA."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                f"Một OpenPAR khác đang chạy với thư mục dữ liệu {folder}. Hãy dừng nó trước, hoặc "
                "chọn thư mục khác bằng OPENPAR_DATA."
            ) from error
        yield
