"""Take the pictures of the user guide anew: ``python tools/pictures.py [--address URL] [NAME …]``.

Each row of ``PICTURES`` is one picture of ``docs/guide/images``: who looks at which page of the
demonstration, how wide, in which colours. Without ``--address`` the demonstration is started in a
folder of its own and stopped again. Nothing is saved in it but what signing in writes. Pictures of
what needs a file in the hand (trials, faults) are taken by the browser tests, see
``tests/web/pictures.py``; this program makes those small too.
"""

import argparse
import io
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "guide" / "images"
PASSWORD = "Minh-hoa-2026"  # noqa: S105  (published: docs and README name it)
MOST_BYTES = 150_000
COLOURS = (256, 128, 64, 32)
LONGEST_START = 300.0  # seconds, the loading of the province included
DESK, TELEPHONE = 1280, 390
HEIGHTS = {DESK: 860, TELEPHONE: 844}
CYCLE = "/criteria/cycles/hai-cap-2026/"
COORDINATOR, OFFICER, LEADER, NOBODY = "canbo01", "canbo04", "canbo14", ""

Step = Callable[[Page], None]


def nothing(page: Page) -> None:
    """Take the page as it opens."""


def to(selector: str) -> Step:
    """Bring a part of the page to the top of the picture."""

    def scroll(page: Page) -> None:
        part = page.locator(selector).first
        part.evaluate("part => window.scrollTo(0, part.getBoundingClientRect().top - 12)")

    return scroll


def following(pattern: str, then: Step = nothing) -> Step:
    """Follow the first link whose address matches."""

    def follow(page: Page) -> None:
        addresses = [
            link.get_attribute("href") or "" for link in page.locator("main a[href]").all()
        ]
        page.goto(next(one for one in addresses if re.search(pattern, one)))
        then(page)

    return follow


def writing_feedback(page: Page) -> None:
    """Open the box at the foot of the page and write into it."""
    page.locator(".feedback summary").click()
    page.locator("#feedback-text").fill("Bảng điểm nên có cột ghi điểm năm trước để so sánh.")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")


@dataclass(frozen=True, slots=True)
class Picture:
    """``name`` of the file, the page, who looks (a demonstration account), and how."""

    name: str
    address: str
    account: str = COORDINATOR
    width: int = DESK
    scheme: str = "light"
    step: Step = nothing


PICTURES = (
    Picture("trang-dau-cong-khai", "/", NOBODY),
    Picture("trang-dau-dieu-phoi", "/"),
    Picture("trang-dau-dien-thoai", "/", OFFICER, TELEPHONE),
    Picture("trang-dau-lanh-dao", "/", LEADER, scheme="dark"),
    Picture("don-vi-danh-muc", "/people/units/?kind=ward"),
    Picture("don-vi-trang", "/people/units/06652/", width=TELEPHONE, scheme="dark"),
    Picture("tai-khoan-danh-sach", "/people/accounts/?role=appraiser"),
    Picture("tai-khoan-mot-nguoi", "/people/account/canbo08/", scheme="dark"),
    Picture("vai-tro-cua-toi", "/people/my-roles/", "canbo08", TELEPHONE),
    Picture("phan-cong-bang", CYCLE + "responsibilities/", scheme="dark"),
    Picture("ky-giai-doan", CYCLE),
    Picture("ky-ke-hoach", CYCLE, scheme="dark", step=to("h2:has-text('Kế hoạch')")),
    Picture("ky-gia-han", CYCLE, step=to("h2:has-text('Gia hạn')")),
    Picture("ky-trong-nam", CYCLE, step=to("h2:has-text('Kỳ')")),
    Picture("ky-lich-cong-khai", CYCLE + "schedule/", NOBODY),
    Picture("ky-lich-cong-khai-dien-thoai", CYCLE + "schedule/", NOBODY, TELEPHONE, "dark"),
    Picture("ky-lich-lam-viec", "/criteria/calendar/2026/", step=to(".table-frame")),
    Picture("bo-tieu-chi", "/criteria/sets/minh-hoa-2026-so/1/"),
    Picture("ket-qua-lan-tinh", "/results/hai-cap-2026/1/", LEADER),
    Picture("thong-bao-hop-thu", "/messages/notices/", OFFICER),
    Picture("thong-bao-doc", "/messages/notices/", OFFICER, TELEPHONE, step=following(r"/\d+/$")),
    Picture("thong-bao-ai-da-xac-nhan", "/messages/notices/1/units/"),
    Picture("thong-bao-tap-huan", "/messages/training/", scheme="dark"),
    Picture("gop-y-danh-sach", "/messages/feedback/"),
    Picture("gop-y-o-cuoi-trang", CYCLE, OFFICER, step=writing_feedback),
)


@contextmanager
def demonstration() -> Iterator[str]:
    """The demonstration in a folder of its own; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="openpar-pictures-") as folder:
        Path(folder).chmod(0o755)  # the database's server may be another user
        log = Path(folder) / "log"
        surroundings = os.environ | {"OPENPAR_DATA": f"{folder}/data", "OPENPAR_PORT": str(port)}
        with log.open("w") as written:
            program = subprocess.Popen(
                [sys.executable, "-m", "openpar", "serve", "--demonstration"],
                cwd=ROOT, env=surroundings, stdout=written, stderr=written,
            )  # fmt: skip
        try:
            _wait(program, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            program.terminate()
            program.wait(60)


def _wait(program: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + LONGEST_START
    while "Ctrl-C" not in log.read_text():
        if program.poll() is not None or time.monotonic() > end:
            raise SystemExit(log.read_text())
        time.sleep(0.5)


def take(browser: Browser, address: str, picture: Picture) -> bytes:
    """Return the picture as the browser gives it."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": picture.width, "height": HEIGHTS[picture.width]},
        color_scheme=picture.scheme,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    page = context.new_page()
    if picture.account:
        page.goto("/sign-in/")
        page.locator("[name=username]").fill(picture.account)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(lambda where: "/sign-in/" not in where)
    answer = page.goto(picture.address)
    if answer is None or answer.status != 200:
        raise SystemExit(f"{picture.name}: {picture.address} answers {answer and answer.status}")
    picture.step(page)
    page.wait_for_load_state("networkidle")
    taken = page.screenshot()
    context.close()
    return taken


def small(content: bytes) -> bytes:
    """Return a picture with no more colours than it takes to stay under ``MOST_BYTES``."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    written = content
    for colours in COLOURS:
        buffer = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        written = buffer.getvalue()
        if len(written) <= MOST_BYTES:
            return written
    raise SystemExit(f"{len(written)} bytes: show less of the page")


def main() -> None:
    """Take the pictures that are named, or all; then make every larger one of the folder small."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="pictures to take; none: all")
    parser.add_argument("--address", help="a demonstration that runs, e.g. http://127.0.0.1:8000")
    asked = parser.parse_args()
    wanted = [one for one in PICTURES if not asked.names or one.name in asked.names]
    with (
        demonstration() if not asked.address else _running(asked.address) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("OPENPAR_BROWSER", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        for picture in wanted:
            content = small(take(browser, address, picture))
            (FOLDER / f"{picture.name}.png").write_bytes(content)
            sys.stdout.write(f"{picture.name}.png  {len(content) // 1000} kB\n")
        browser.close()
    for path in FOLDER.glob("*.png"):
        if path.stat().st_size > MOST_BYTES:
            path.write_bytes(small(path.read_bytes()))


@contextmanager
def _running(address: str) -> Iterator[str]:
    yield address


if __name__ == "__main__":
    main()
