"""What every act does on a sheet: find a row, type, drop files, take it through the head."""

import re
from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator, Page, expect

from openpar.criteria.clock import database_now, day_of
from tests.factories_assessments import PDF
from tests.journeys.signing_in import sign_in

#: Makes files as a hand drags them from a folder; each a small PDF of its own.
_DRAGGED = """([names, content]) => {
  const dragged = new DataTransfer();
  for (const name of names)
    dragged.items.add(new File([content + "% " + name], name, {type: "application/pdf"}));
  return dragged;
}"""


def row(page: Page, title: str) -> Locator:
    """The row of one criterion, by its title."""
    return page.locator("article", has_text=title)


def fill(one: Locator, figures: Mapping[str, str], points: str) -> None:
    """Type figures by their labels, and see the points that follow."""
    for label, text in figures.items():
        one.get_by_label(label).fill(text)
        one.get_by_label(label).blur()
    expect(one.locator(".score")).to_contain_text(points)


def explain(one: Locator, text: str) -> None:
    """Write the explanation of a row and wait until the server has it."""
    version = one.locator("[name=version]")
    before = version.input_value()
    one.locator("textarea[name=explanation]").fill(text)
    one.locator("textarea[name=explanation]").blur()
    expect(version).not_to_have_value(before)


def drop(page: Page, place: Locator, names: Sequence[str]) -> None:
    """Drop files on the place of one kind of evidence, all at once."""
    dragged = page.evaluate_handle(_DRAGGED, [list(names), PDF.decode()])
    place.locator(".drop").dispatch_event("drop", {"dataTransfer": dragged})


def send_up(page: Page, sheet: str) -> None:
    """The officer sends the sheet up to the head, whatever is still missing."""
    page.goto(f"{sheet}submit/")
    if page.locator("[name=confirm]").count():
        page.locator("[name=confirm]").check()
    page.locator("button[name=move][value=send_up]").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()


def sign_off(page: Page, sheet: str, *, by: str) -> None:
    """Whoever signs reads the sheet and signs it."""
    sign_in(page, by)
    page.goto(f"{sheet}sign/")
    page.locator("button[name=move][value=sign]").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()


def bring_report(page: Page, sheet: str, number: str) -> None:
    """The report drawn up from the signed sheet is downloaded, and comes back as the signed one."""
    page.goto(sheet)
    page.locator(".page-actions a[href*='self-assessment']").click()
    with page.expect_download() as download:
        page.locator("#content a[href$='.pdf'][href*='/sent/']").first.click()
    drawn_up = download.value.path().read_bytes()
    assert drawn_up.startswith(b"%PDF")
    page.goto(f"{sheet}report/")
    page.locator("[name=number]").fill(number)
    page.locator("[name=symbol]").fill("BC-MAU")
    page.locator("[name=date]").fill(day_of(database_now()).isoformat())
    page.locator("[name=file]").set_input_files(
        {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": drawn_up}
    )
    page.locator("#content form .btn-primary").click()
    expect(page.locator("#content")).to_contain_text(f"{number}/BC-MAU")
    expect(page.locator("#content")).to_contain_text("Khớp với phiếu")


def submit(page: Page, number: int) -> Locator:
    """The signed sheet is submitted from the page on which it lies; return its receipt."""
    page.locator("button[name=move][value=submit]").click()
    expect(page).to_have_url(re.compile(rf"/receipts/{number}/$"))
    return page.locator(".receipt")
