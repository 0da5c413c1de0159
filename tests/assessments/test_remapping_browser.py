"""Two versions of a set compared, and the newer one taken within the year, in a real browser.

``GUIDE_IMAGES=docs/guide/images`` takes the pictures of the guide anew.
"""

import pytest
from playwright.sync_api import expect

from openpar.criteria import actions as sets
from openpar.criteria.models import Crosswalk, CrosswalkLine
from openpar.people.models import Unit
from tests.factories_remapping import World
from tests.web.axe import check_page
from tests.web.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def world() -> World:
    made = World()
    Unit.objects.filter(pk=made.member.unit_id).update(
        name="Sở Nông nghiệp và Môi trường", short_name="Sở NN và MT"
    )
    return made


@pytest.fixture
def sign_in(client, live_server):
    """Let a person be signed in in the browser of a page."""

    def sign(page, person) -> None:
        client.force_login(person)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([cookie | {"url": live_server.url}])

    return sign


def department_sets(repository, by):
    """The department's set of 84 leaves, and a newer version with a few amendments."""
    text = (repository / "sets" / "minh-hoa-2026-so.yaml").read_text(encoding="utf-8")
    old = sets.publish_set(sets.load_set(text, by=by), by=by)
    leaves = [
        leaf
        for leaf in old.parsed.leaves()
        if text.count(f"title: {leaf.title}\n") == 1 and leaf.due is None
    ]
    words, due, agency = leaves[0], leaves[3], leaves[6]
    newer = text.replace(f"title: {words.title}\n", f"title: {words.title} theo kế hoạch\n")
    newer = newer.replace(f"title: {due.title}\n", f"title: {due.title}\n    due: 2026-11-30\n")
    newer = newer.replace(f"title: {agency.title}\n", "title: Ứng dụng trợ lý số nội bộ\n")
    return old, sets.load_set(newer, by=by)


def test_84_criteria_are_compared_corrected_and_confirmed(page, world, sign_in, repository):
    old, new = department_sets(repository, world.coordinator)
    sign_in(page, world.coordinator)
    page.goto(f"/criteria/sets/{new.code}/{new.version}/crosswalks/")
    check_page(page)
    expect(page.locator("select[name=old_set]")).to_have_value(str(old.pk))
    page.locator("form.panel button, .panel form button").click()
    expect(page.locator("table.crosswalk").first).to_be_visible()
    check_page(page)
    picture(page, "doi-chieu-hai-phien-ban")
    first = CrosswalkLine.objects.filter(relation="new").first()
    page.locator(f'a[href$="lines/new/{first.new_codes[0]}/"]').click()
    check_page(page)
    dropped = CrosswalkLine.objects.get(relation="dropped")
    page.locator("select[name=relation]").select_option("reworded")
    page.locator("input[name=old]").fill(dropped.old_codes[0])
    page.locator("input[name=shares]").fill("1")
    picture(page, "doi-chieu-sua-dong")
    page.locator(".form-actions button").click()
    expect(page.locator("table.crosswalk").first).to_be_visible()
    assert not CrosswalkLine.objects.filter(relation__in=["new", "dropped"]).exclude(
        crosswalk__new_set=world.new
    ).exists()  # fmt: skip
    page.locator('form[action$="move/confirm/"] button').click()
    expect(page.locator("#messages .notice-success")).to_be_visible()
    assert Crosswalk.objects.get(new_set=new).is_confirmed


def test_on_a_telephone_the_lines_stand_below_one_another(phone_page, world, sign_in):
    sign_in(phone_page, world.coordinator)
    base = f"/criteria/sets/{world.new.code}/{world.new.version}/crosswalks/"
    phone_page.goto(f"{base}{world.old.code}/{world.old.version}/")
    check_page(phone_page)
    phone_page.locator("h2.section-title").first.evaluate("one => one.scrollIntoView()")
    picture(phone_page, "doi-chieu-dien-thoai")
    phone_page.goto(base)
    check_page(phone_page)


def test_a_newer_set_is_tried_taken_and_read_by_the_unit(page, phone_page, world, sign_in):
    world.begin()
    sign_in(page, world.coordinator)
    page.goto(f"/criteria/cycles/{world.cycle.code}/")
    page.locator('a[href*="newer-set"]').click()
    check_page(page)
    page.locator("select[name=set]").select_option(str(world.new.pk))
    page.locator('form[method="get"] .form-actions button').click()
    expect(page.locator("table").first).to_be_visible()
    page.locator("td details summary").first.click()
    check_page(page)
    picture(page, "chuyen-bo-tieu-chi-chay-thu")
    page.locator('form:has(input[name="set"][type="hidden"]) button').click()
    expect(page.locator("#messages .notice-success")).to_be_visible()

    sign_in(phone_page, world.officer)
    address = f"/assessments/{world.cycle.code}/{world.member.unit.code}/"
    phone_page.goto(address)
    phone_page.locator('a[href$="remapped/"]').click()
    check_page(phone_page)
    picture(phone_page, "diem-quy-doi-dien-thoai")
    sign_in(page, world.officer)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}remapped/")
    check_page(page)
    picture(page, "diem-quy-doi-toi")
