"""A sheet on its way out: sent up by who prepares it, signed off by the head, submitted."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.signing_in import sign_in


def send(page: Page, sheet: str, *, head: str, by: str) -> None:
    """Send the sheet at the address up, sign it off as ``head``, submit it as ``by``."""
    page.goto(f"{sheet}submit/")
    if page.locator("[name=confirm]").count():
        page.locator("[name=confirm]").check()
    page.locator("[name=move][value=send_up]").click()
    sign_in(page, head)
    page.goto(f"{sheet}sign/")
    page.locator("[name=move][value=sign]").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()
    sign_in(page, by)
    page.goto(f"{sheet}submit/")
    page.locator("#content [name=move][value=submit]").click()
    expect(page).to_have_url(re.compile(r"/receipts/1/$"))
