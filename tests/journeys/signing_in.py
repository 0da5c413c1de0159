"""Signing in by the form, as a person does."""

import re

from playwright.sync_api import Page, expect

from tests.factories import PASSWORD


def sign_in(page: Page, name: str) -> None:
    """Sign in with the password of the tests; whoever was signed in before leaves first."""
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main .btn-primary").click()
    expect(page).not_to_have_url(re.compile("/sign-in/"))
