"""The viewer in a real browser: keys, a telephone, both colour schemes, nothing that runs."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.assessments import actions
from openpar.assessments.models import EvidenceUse
from openpar.evidence import reading
from openpar.people.models import Role
from tests.evidence import files
from tests.evidence.files import letter
from tests.evidence.signing import Authority, signed
from tests.factories import appointed
from tests.factories_assessments import item_of, sheet_with_officer
from tests.journeys.signing_in import sign_in
from tests.web.axe import check_page
from tests.web.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def use(tmp_path, settings):
    """A plan with a signature and personal data, cited by its first page, and a report."""
    settings.OPENPAR_DATA = tmp_path
    authority = Authority("CA thử nghiệm")
    settings.SIGNATURE_TRUST = str(authority.trusted_in(tmp_path / "trust"))
    sheet, officer = sheet_with_officer()
    body = f"{files.PERSON} {files.BODY}"
    signer = authority.signer("Cán bộ mẫu 01")
    with ThreadPoolExecutor() as aside:  # the browser keeps an event loop in this thread
        plan = aside.submit(signed, letter(body=body), signer, authority).result()
    made = [
        actions.attach(
            item_of(sheet, "1.1"), SimpleUploadedFile(name, content), by=officer, kind="plan"
        )
        for name, content in (("ke-hoach.pdf", plan), ("bao-cao.pdf", letter(number="2/BC-SNV")))
    ]
    EvidenceUse.objects.filter(pk=made[0].pk).update(pages="1")
    for one in made:
        reading.read(one.revision_id)
    made[0].officer = officer
    return made[0]


def whole(page, use):
    """Open the viewer and wait until the picture of the page is there."""
    page.goto(f"/assessments/evidence/{use.pk}/view/")
    page.wait_for_function("document.querySelector('.viewer-picture').naturalWidth > 500")


def test_pages_turn_by_keys_and_files_follow(page, use):
    sign_in(page, use.officer.username)
    whole(page, use)
    check_page(page)
    picture(page, "tai-lieu-xem")

    page.keyboard.press("ArrowRight")
    page.wait_for_url("**page=2#viewer")
    assert page.locator(".viewer-bar h2").inner_text() == "Trang 2/2"
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**page=1#viewer")
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_url(f"**/evidence/{use.pk + 1}/view/")

    page.fill("#viewer-query", "nhiem vu thu 40")
    page.press("#viewer-query", "Enter")
    page.get_by_role("link", name="Trang 2").first.click()
    page.wait_for_url("**page=2#viewer")


def test_the_viewer_fits_a_telephone(phone_page, use):
    sign_in(phone_page, use.officer.username)
    whole(phone_page, use)
    check_page(phone_page)
    picture(phone_page, "tai-lieu-xem-dien-thoai")


def test_an_auditor_sees_a_mask_in_the_dark(page, use):
    page.emulate_media(color_scheme="dark")
    sign_in(page, appointed(Role.AUDITOR).username)
    whole(page, use)
    check_page(page)
    picture(page, "tai-lieu-che")
