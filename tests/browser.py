"""A real browser for tests: ``page`` (a desk's screen) and ``phone_page`` (a telephone's).

A test fails when its pages log an error (a violation of the content security policy is one) or
ask for anything outside this machine.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the machine, or of ``OPENPAR_BROWSER``."""
    program = os.environ.get("OPENPAR_BROWSER", "/usr/bin/chromium")
    if not Path(program).exists():
        pytest.skip(f"no browser at {program} (apt-get install chromium)")
    # Playwright keeps an event loop in this thread; Django would refuse the database for it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    """A page of 1280 x 900 whose base address is the test's server."""
    yield from _page(browser, live_server.url, 1280, 900)


@pytest.fixture
def phone_page(browser: Browser, live_server) -> Iterator[Page]:
    """A page of 390 x 844, as on a telephone."""
    yield from _page(browser, live_server.url, 390, 844)


def _page(browser: Browser, address: str, width: int, height: int) -> Iterator[Page]:
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    context.set_default_timeout(10_000)
    complaints: list[str] = []

    def answer(route, request):
        if urlsplit(request.url).hostname in ("localhost", "127.0.0.1"):
            route.continue_()
        else:
            complaints.append(f"asked for {request.url}")
            route.abort()

    context.route("**/*", answer)
    opened = context.new_page()
    opened.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    opened.on("console", lambda line: _note(line, complaints))
    yield opened
    context.close()
    assert complaints == []


def _note(line, complaints: list[str]) -> None:
    """Collect errors of the console; a status of 4xx that a test asks for is not one."""
    if line.type == "error" and "the server responded with a status of 4" not in line.text:
        complaints.append(f"console: {line.text}")
