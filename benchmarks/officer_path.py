"""Measure an officer's way through a sheet in a real browser:
``.venv/bin/python -m benchmarks.officer_path [--shown]``.

An officer signs in, begins the sheet, fills in ten criteria of two figures each, attaches five
files and submits; nothing is known but what the pages say. Counts what the hand does – clicks and
fields typed – and the seconds that the program takes. What a person needs on top is estimated by
the keystroke-level model (Card, Moran and Newell 1980: 0.28 s a key, 1.1 s to point, 0.2 s to
press, 0.4 s to change hands, 1.35 s to think before each step).
"""

import argparse
import os
import re
import sys
import time
from dataclasses import dataclass, field

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import Locator, Page, expect, sync_playwright

from benchmarks.embedded import migrated
from openpar.assessments.models import SheetRevision
from openpar.people.models import Role
from tests.browser import FLAGS
from tests.factories import (
    PASSWORD,
    CohortFactory,
    CriteriaSetFactory,
    MembershipFactory,
    PhaseFactory,
    appointed,
)
from tests.factories_assessments import PDF, set_of_leaves

LEAVES, FILES = 10, 5
#: Seconds: a key, pointing, pressing a button, changing hands, thinking.
KEY, POINT, PRESS, HANDS, THINK = 0.28, 1.1, 0.2, 0.4, 1.35


@dataclass
class Hand:
    """What the officer's hand has done so far; ``estimate`` in seconds by the model."""

    clicks: int = 0
    fields: int = 0
    keys: int = 0
    estimate: float = 0
    steps: list[tuple[str, int, float]] = field(default_factory=list)

    def click(self, target: Locator) -> None:
        """Point at something and press."""
        target.click()
        self.clicks += 1
        self.estimate += THINK + POINT + PRESS

    def type(self, page: Page, target: Locator, text: str) -> None:
        """Type into the field reached by the tabulator, and leave it by the same key."""
        target.focus()
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        self.fields += 1
        self.keys += len(text) + 1
        self.estimate += THINK + KEY * (len(text) + 1)

    def pick(self, target: Locator, name: str) -> None:
        """Press the button of a place for files and choose one in the dialogue."""
        file = {"name": name, "mimeType": "application/pdf", "buffer": PDF + name.encode()}
        target.set_input_files(file)
        self.clicks += 3  # the button, the file, open
        self.estimate += 3 * (POINT + PRESS) + THINK

    def step(self, title: str, begun: float) -> None:
        """Close one part of the way."""
        done = sum(actions for _title, actions, _seconds in self.steps)
        self.steps.append((title, self.clicks + self.fields - done, time.perf_counter() - begun))


def prepare() -> str:
    """Make an open cycle with one unit, and its officer; return the user name."""
    head, *leaves = set_of_leaves(LEAVES).split("    evidence: [{kind: report}]\n")
    asked = ["    evidence: [{kind: report}]\n" if n < FILES else "" for n in range(len(leaves))]
    text = head + "".join(ask + leaf for ask, leaf in zip(asked, leaves, strict=True))
    cohort = CohortFactory(criteria_set=CriteriaSetFactory(text=text))
    member = MembershipFactory(cohort=cohort)
    PhaseFactory(cycle=member.cycle)
    return appointed(Role.OFFICER, member.unit).username


def walk(page: Page, hand: Hand, username: str) -> None:
    """Go the whole way, from signing in to the receipt."""
    begun = time.perf_counter()
    page.goto("/sign-in/")
    hand.type(page, page.locator("[name=username]"), username)
    hand.type(page, page.locator("[name=password]"), PASSWORD)
    hand.click(page.locator("main .btn-primary"))
    hand.click(page.locator(".main-navigation").get_by_text("Phiếu tự đánh giá"))
    hand.click(page.locator("main .btn-primary"))
    hand.step("sign in and begin the sheet", begun)

    begun = time.perf_counter()
    rows = page.locator(".item")
    expect(rows).to_have_count(LEAVES)
    hand.estimate += POINT + PRESS + HANDS  # the first field; the next ones by the tabulator
    for number in range(LEAVES):
        hand.type(page, rows.nth(number).locator("[name=input-done]"), "18")
        hand.type(page, rows.nth(number).locator("[name=input-planned]"), "20")
    expect(page.locator("#summary .stat-value").first).to_contain_text(f"{LEAVES} / {LEAVES}")
    hand.step("fill in ten criteria", begun)

    begun = time.perf_counter()
    for number in range(FILES):
        hand.pick(rows.nth(number).locator("input[type=file]"), f"bao-cao-{number + 1}.pdf")
        expect(rows.nth(number).locator(".files a")).to_have_count(1)
    hand.step("attach five files", begun)

    begun = time.perf_counter()
    hand.click(page.locator(".page-actions .btn-primary"))
    hand.click(page.locator("main form .btn-primary"))
    expect(page).to_have_url(re.compile(r"/receipts/1/$"))
    hand.step("check and submit", begun)


def main() -> None:
    """Serve the program, walk the way, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shown", action="store_true", help="open the browser's window")
    shown = parser.parse_args().shown
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop here
    with migrated():
        username = prepare()
        server = LiveServerThread("127.0.0.1", StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        hand = Hand()
        with sync_playwright() as playwright:
            program = os.environ.get("OPENPAR_BROWSER", "/usr/bin/chromium")
            browser = playwright.chromium.launch(
                executable_path=program, args=FLAGS, headless=not shown
            )
            page = browser.new_page(
                base_url=f"http://127.0.0.1:{server.port}", locale="vi-VN",
                viewport={"width": 1280, "height": 900},
            )  # fmt: skip
            walk(page, hand, username)
            browser.close()
        if SheetRevision.objects.count() != 1:
            raise RuntimeError("nothing was submitted")
        server.terminate()
        connections.close_all()
    tell(hand)


def tell(hand: Hand) -> None:
    """Print the table of the way."""
    sys.stdout.write("| step | actions | program s |\n|---|---:|---:|\n")
    for title, actions, seconds in hand.steps:
        sys.stdout.write(f"| {title} | {actions} | {seconds:.1f} |\n")
    total = sum(seconds for _title, _actions, seconds in hand.steps)
    sys.stdout.write(f"| whole way | {hand.clicks + hand.fields} | {total:.1f} |\n\n")
    sys.stdout.write(
        f"{hand.clicks} clicks, {hand.fields} fields typed with {hand.keys} keys; "
        f"a person needs about {hand.estimate:.0f} s by the keystroke-level model.\n"
    )


if __name__ == "__main__":
    main()
