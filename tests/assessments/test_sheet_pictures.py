"""The officer's pages with a whole set of criteria: on a desk, on a telephone, in the dark.

``GUIDE_IMAGES=docs/guide/images`` takes the pictures of the user guide anew.
"""

import os
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from openpar.assessments.comment_actions import write_comment
from openpar.criteria import duties
from openpar.people.models import Role
from openpar.results.models import PastResult
from tests.assessments.test_browser import sign_in
from tests.factories import appointed
from tests.factories_assessments import address, item_of, pdf, save, sheet_with_officer
from tests.web.axe import check_page
from tests.web.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIGURES = {
    "1.1.1": {"issued": "2026-01-18"},
    "1.1.2": {"all_fields": "yes", "products": "yes", "owners": "yes", "budget": "no"},
    "1.2.1": {"late": "1"},
}


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def sheet(repository):
    """A sheet by the illustrated set: some figures, a file, last points, a duty, a discussion."""
    text = (repository / "sets" / "minh-hoa-2026-so.yaml").read_text(encoding="utf-8")
    sheet, officer = sheet_with_officer(text=text)
    head, worker = appointed(Role.HEAD, sheet.unit), appointed(Role.CONTRIBUTOR, sheet.unit)
    for code, inputs in FIGURES.items():
        save(sheet, code, officer, inputs=inputs)
    PastResult.objects.create(
        unit=sheet.unit, year=2025, index="87.5", source="Quyết định mẫu",
        scores={"1.1.1": "0.5", "1.1.2": "0.375", "1.1.3": "0.9"},
    )  # fmt: skip
    given = item_of(sheet, "1.1.1").criterion.set.criteria.select_related("set").get(code="1.1")
    duties.give(sheet.cycle, sheet.unit, worker, [given], by=head)
    write_comment(item_of(sheet, "1.1.1"), "Kế hoạch điều chỉnh tháng 02 có tính không?",
                  by=officer)  # fmt: skip
    write_comment(item_of(sheet, "1.1.1"), "Tính theo kế hoạch ban hành lần đầu.",
                  by=appointed(Role.COORDINATOR))  # fmt: skip
    sheet.officer = officer
    return sheet


def test_on_a_desk(page, client, live_server, sheet):
    sign_in(page, client, live_server, sheet.officer)
    page.goto("/assessments/")
    check_page(page)
    picture(page, "tu-danh-gia-viec-cua-toi")
    page.goto(address(sheet))
    page.locator("#criterion-1\\.1\\.1").scroll_into_view_if_needed()
    first = page.locator(f"#item-{item_of(sheet, '1.1.1').pk}")
    first.locator("input[type=file]").first.set_input_files(
        {"name": "Kế hoạch 12.pdf", "mimeType": "application/pdf", "buffer": pdf().read()}
    )
    first.get_by_role("link", name="Kế hoạch 12.pdf").wait_for()
    check_page(page)
    page.locator("#field-1").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#field-1').scrollIntoView()")
    picture(page, "tu-danh-gia-phieu")
    page.goto(address(sheet, "criteria/1.1.1/"))
    page.locator("#discussion").wait_for()
    check_page(page)
    picture(page, "tu-danh-gia-mot-tieu-chi")
    page.goto(address(sheet, "annex/"))
    check_page(page)


def test_in_the_dark(page, client, live_server, sheet):
    sign_in(page, client, live_server, sheet.officer)
    page.emulate_media(color_scheme="dark")
    page.goto(address(sheet, "?show=left"))
    page.evaluate("document.querySelector('.sheet-find').scrollIntoView()")
    check_page(page)
    picture(page, "tu-danh-gia-phieu-toi")


def test_on_a_telephone(phone_page, client, live_server, sheet):
    sign_in(phone_page, client, live_server, sheet.officer)
    phone_page.goto("/assessments/")
    check_page(phone_page)
    picture(phone_page, "tu-danh-gia-dien-thoai")
    phone_page.goto(address(sheet))
    phone_page.evaluate("document.querySelector('#criterion-1\\\\.1\\\\.1').scrollIntoView()")
    check_page(phone_page)
    picture(phone_page, "tu-danh-gia-phieu-dien-thoai")


def test_the_printed_annex_lies_across_and_has_no_buttons(page, client, live_server, sheet):
    sign_in(page, client, live_server, sheet.officer)
    page.goto(address(sheet, "annex/"))
    page.emulate_media(media="print")
    assert page.locator("button:visible, .masthead:visible").count() == 0
    paper = page.pdf(prefer_css_page_size=True)
    if folder := os.environ.get("GUIDE_IMAGES"):
        _first_page(paper).save(Path(folder) / "tu-danh-gia-ban-in-giay.png")
    sizes = page_sizes(paper)
    assert len(sizes) > 3
    assert all(width > height for width, height in sizes)


def _first_page(paper: bytes):
    """Return the first sheet of paper as a picture."""
    return pdfium.PdfDocument(paper)[0].render(scale=1.3).to_pil()


def page_sizes(paper: bytes) -> list[tuple[float, float]]:
    """Return width and height of every page, in points."""
    document = pdfium.PdfDocument(paper)
    return [page.get_size() for page in document]
