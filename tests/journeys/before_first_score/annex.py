"""A criteria set from the annex of a decision: a Word table with merged cells, read in steps."""

import re

from playwright.sync_api import Page, expect

from openpar.criteria.models import CriteriaSet
from tests.criteria.annex_files import word
from tests.web.axe import check_page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Five points in two fields; the rows of the fields run across all columns, their points left out.
ROWS = (
    ("I", "CHỈ ĐẠO, ĐIỀU HÀNH", "", "", "", ""),
    ("1", "Kế hoạch cải cách hành chính", "3", "", "", ""),
    ("1.1", "Ban hành kế hoạch", "1", "Có: 1; không: 0", "Kế hoạch", "Sở Nội vụ"),
    ("1.2", "Mức độ hoàn thành kế hoạch", "2",
     "Dưới 80%: 0 điểm; từ 80% trở lên: tỷ lệ x điểm tối đa", "Báo cáo", "Sở Nội vụ"),
    ("II", "THỦ TỤC HÀNH CHÍNH", "", "", "", ""),
    ("1", "Chế độ báo cáo", "2", "", "", ""),
    ("1.1", "Báo cáo đúng hạn", "2", "Mỗi báo cáo gửi chậm trừ 0,25 điểm", "", "Sở Nội vụ"),
    ("", "TỔNG ĐIỂM", "5", "", "", ""),
)  # fmt: skip


def an_annex_becomes_a_published_set(page: Page) -> None:
    """File, columns, tree, rules accepted one by one, draft, publication: no programmer."""
    page.goto("/criteria/annexes/")
    check_page(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "phu-luc.docx", "mimeType": DOCX, "buffer": word(ROWS, second_heading=True)}
    )
    page.locator("#content form .btn-primary").click()
    expect(page).to_have_url(re.compile(r"/columns/$"))
    check_page(page)
    page.locator("#content form[method=post] .btn-primary").last.click()
    _the_tree_has_its_sums(page)
    _the_rules_are_accepted(page)
    _the_draft_is_saved_and_published(page)


def _the_tree_has_its_sums(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/tree/$"))
    tree = page.locator("#content .table tbody tr")
    expect(tree.filter(has_text="CHỈ ĐẠO, ĐIỀU HÀNH").locator(".number")).to_contain_text("3")
    expect(tree.filter(has_text="THỦ TỤC HÀNH CHÍNH").locator(".number")).to_contain_text("2")
    check_page(page)
    page.locator("#content .form-actions .btn-primary").click()


def _the_rules_are_accepted(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/rules/$"))
    check_page(page)
    leaves = page.locator("fieldset[id^=leaf-]")
    expect(leaves).to_have_count(3)
    for leaf in leaves.all():
        leaf.locator("input[value=accepted]").check()
    page.locator("[name=go_on]").click()


def _the_draft_is_saved_and_published(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/save/$"))
    check_page(page)
    head = {"code": "so-mau", "title": "Bộ tiêu chí mẫu cấp sở", "cohort": "Khối sở",
            "number": "01/QĐ-MAU", "date": "15/01/2026", "issuer": "UBND tỉnh Mẫu",
            "in_force": "15/01/2026"}  # fmt: skip
    for name, text in head.items():
        page.locator(f"#content [name={name}]").fill(text)
    page.locator("#content [name=level]").select_option("department")
    page.locator("#content form:has([name=code]) .btn-primary").click()
    expect(page).to_have_url(re.compile(r"/criteria/sets/so-mau/1/$"))
    check_page(page)
    page.locator(".page-actions .btn-primary").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()
    assert CriteriaSet.objects.get(code="so-mau").is_published
