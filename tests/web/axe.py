"""What every page must pass in a real browser: ``check_page(page)``."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}

_OVERFLOW = """() => [...document.querySelectorAll("body *")]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .filter(element => !element.closest(".table-frame, .main-navigation ul"))
  .filter(element => !element.closest(".skip-link, .visually-hidden"))
  .slice(0, 5).map(element => element.outerHTML.slice(0, 120))"""


def check_page(page: Page) -> None:
    """Refuse what axe finds in either colour scheme, a sideways scroll bar, inline style or script.

    Violations of the security policy are console errors, which the ``page`` fixture refuses.
    """
    theme = page.locator("html").get_attribute("data-bs-theme")
    for scheme in ("light", "dark"):
        page.evaluate("s => document.documentElement.setAttribute('data-bs-theme', s)", scheme)
        assert axe_findings(page) == [], f"{page.url} in {scheme} colours"
    page.evaluate("s => document.documentElement.setAttribute('data-bs-theme', s)", theme)
    assert sideways(page) == [], f"{page.url} is wider than the screen"
    inline = page.locator("[style], style, script:not([src])")
    assert inline.count() == 0, f"{page.url} has inline style or script"


def axe_findings(page: Page) -> list[str]:
    """Return what axe finds, one line for each element."""
    response = Axe().run(page, options=RULES).response
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in response["violations"]
        for node in found["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """Return elements that make the page scroll sideways; tables scroll inside their frame."""
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if width[0] <= width[1]:
        return []
    return page.evaluate(_OVERFLOW) or [f"{width[0]} pixels of text on a screen of {width[1]}"]
