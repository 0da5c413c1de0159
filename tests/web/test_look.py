"""How pages look and behave in a real browser: colours, sizes, keyboard, paper (WCAG 2.1 AA)."""

import pytest
from playwright.sync_api import Page

from tests.web.axe import axe_findings, check_page, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = ["/", "/sign-in/", "/no-such-page/"]


@pytest.fixture
def signed_in(page: Page, live_server, client, coordinator) -> Page:
    client.force_login(coordinator)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_have_nothing_that_axe_finds(page, path):
    page.goto(path)
    check_page(page)


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_fit_a_telephone(phone_page, path):
    phone_page.goto(path)
    check_page(phone_page)


def test_every_component_passes_on_desk_and_telephone(sample_pages, page, phone_page):
    for opened in (page, phone_page):
        opened.goto("/sample/?rows=30")
        check_page(opened)


def test_pages_of_a_signed_in_person_pass(signed_in):
    for path in ("/", "/password/"):
        signed_in.goto(path)
        check_page(signed_in)


@pytest.mark.parametrize("size", ["small", "normal", "large"])
def test_the_layout_holds_at_every_text_size(sample_pages, phone_page, size):
    phone_page.goto("/sample/")
    with phone_page.expect_response("**/preferences/"):
        phone_page.click(f"button[name=text][value={size}]")

    assert phone_page.locator("html").get_attribute("data-text") == size
    assert sideways(phone_page) == []
    phone_page.reload()
    assert phone_page.locator("html").get_attribute("data-text") == size


def test_the_text_really_grows(page):
    page.goto("/")
    size = "parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)"
    sizes = []
    for choice in ("small", "normal", "large"):
        page.click(f"button[name=text][value={choice}]")
        sizes.append(page.evaluate(size))
    assert sizes == sorted(set(sizes))


def test_the_device_decides_the_colours_until_one_chooses(page):
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    page.goto("/")
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    with page.expect_response("**/preferences/"):
        page.click("button[name=theme][value=light]")

    assert light != dark
    assert page.evaluate(ground) == light
    with page.expect_response("**/preferences/"):
        page.click("button[name=theme][value=dark]")
    page.emulate_media(color_scheme="light")
    page.reload()
    assert page.evaluate(ground) == dark


def test_the_language_switches_and_the_page_says_so(page):
    page.goto("/sign-in/")
    page.click("button[name=language][value=en]")

    assert page.url.endswith("/sign-in/")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() == "Sign in"


def test_preferences_work_without_javascript(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in/")
    page.click("button[name=theme][value=dark]")

    assert page.url.endswith("/sign-in/")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    context.close()


FOCUSED = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  element.dataset.reached = "yes";
  return {
    what: element.outerHTML.slice(0, 100),
    seen: box.width > 0 && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""

MISSED = """() =>
  [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter(element => !["hidden", "radio"].includes(element.type))
  .filter(element => !element.dataset.reached && element.checkVisibility())
  .map(element => element.outerHTML.slice(0, 100))"""


def test_the_keyboard_reaches_everything_and_one_sees_where_one_is(sample_pages, page):
    page.goto("/sample/")
    for _step in range(80):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        if focus is None:
            break
        assert focus["seen"], f"no visible focus on {focus['what']}"
    assert page.evaluate(MISSED) == []


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page):
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_paper_gets_the_page_without_its_controls(sample_pages, signed_in):
    signed_in.goto("/sample/?rows=200")
    signed_in.emulate_media(media="print", color_scheme="dark")

    for hidden in (".preferences", ".account", ".main-navigation", ".page-actions"):
        assert not signed_in.locator(hidden).first.is_visible()
    assert signed_in.locator("h1").is_visible()
    assert signed_in.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    signed_in.set_viewport_size({"width": 660, "height": 970})  # A4 without its margins
    assert sideways(signed_in) == []
    assert len(signed_in.pdf(format="A4")) > 10_000


def test_the_head_of_a_long_table_stays_in_sight(sample_pages, page):
    page.goto("/sample/?rows=200")
    page.evaluate("scrollTo(0, 3000)")
    top = page.locator("thead th").first.bounding_box()["y"]
    assert 0 <= top <= 5


def test_a_page_with_a_fault_is_caught(page):
    page.goto("/")
    page.evaluate("document.querySelector('h1').textContent = ''")
    assert any("empty-heading" in finding for finding in axe_findings(page))
    page.evaluate("document.querySelector('.page-footer p').className = 'text-nowrap'")
    page.evaluate("document.querySelector('.text-nowrap').textContent = 'x'.repeat(999)")
    assert sideways(page) != []
