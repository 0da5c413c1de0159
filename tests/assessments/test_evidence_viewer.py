"""The viewer beside the criterion: who may open a file through its use, which pages are marked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.appraisals.models import Assignment
from openpar.assessments import actions
from openpar.assessments.models import EvidenceUse
from openpar.evidence import reading
from openpar.evidence.models import LockedFile, SimilarText
from openpar.people.models import Role
from tests.evidence import files
from tests.evidence.files import letter
from tests.factories import appointed
from tests.factories_assessments import item_of, save, sheet_with_officer

pytestmark = pytest.mark.django_db
CITIZEN = "001085012345"


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def attached(sheet, officer, name="ke-hoach.pdf", content=None, pages=""):
    upload = SimpleUploadedFile(name, content or letter(body=files.PERSON + files.BODY))
    use = actions.attach(item_of(sheet, "1.1"), upload, by=officer, kind="plan")
    EvidenceUse.objects.filter(pk=use.pk).update(pages=pages)
    reading.read(use.revision_id)
    return use


@pytest.fixture
def used():
    sheet, officer = sheet_with_officer()
    return attached(sheet, officer, pages="2"), sheet, officer


def address(use, rest="view/"):
    return f"/assessments/evidence/{use.pk}/{rest}"


def test_the_viewer_opens_at_the_cited_page_under_its_criterion(client, used):
    use, _sheet, officer = used
    client.force_login(officer)
    shown = client.get(address(use)).content.decode()
    assert "Trang 2/2" in shown
    assert "trang dẫn chứng" in shown
    assert use.item.criterion.title in shown
    assert client.get(address(use, "pages/2/"))["Content-Type"] == "image/webp"


def test_the_appraiser_of_the_field_sees_it_whole_and_another_one_not_at_all(client, used):
    use, sheet, officer = used
    for code in ("1.1", "1.2", "2.1"):
        save(sheet, code, officer, inputs={}, explanation="đã giải trình")
    actions.submit(sheet, by=officer)
    appraiser, other = appointed(Role.APPRAISER), appointed(Role.APPRAISER)
    Assignment.objects.create(
        cycle=sheet.cycle, field_code=use.item.criterion.field_code, user=appraiser
    )

    client.force_login(appraiser)
    assert CITIZEN in client.get(f"{address(use)}?page=1").content.decode()
    assert client.get(address(use, "pages/1/")).status_code == 200

    client.force_login(other)
    for rest in ("view/", "pages/1/", ""):
        hidden, absent = (
            client.get(f"/assessments/evidence/{key}/{rest}") for key in (use.pk, 987654)
        )
        assert hidden.status_code == absent.status_code == 404
        assert hidden.content == absent.content


def test_an_auditor_sees_it_masked_and_does_not_get_the_bytes(client, used):
    use, _sheet, _officer = used
    client.force_login(appointed(Role.AUDITOR))
    shown = client.get(f"{address(use)}?page=1").content.decode()
    assert CITIZEN not in shown
    assert "đã che dữ liệu cá nhân" in shown
    assert client.get(address(use, "")).status_code == 403


def test_a_locked_file_is_opened_by_nobody(client, used):
    use, _sheet, officer = used
    LockedFile.objects.create(revision=use.revision, mark="MẬT")
    client.force_login(officer)
    for rest in ("view/", "pages/1/", ""):
        assert client.get(address(use, rest)).status_code == 403


def test_files_of_the_criterion_stand_beside_each_other(client, used):
    use, sheet, officer = used
    second = attached(sheet, officer, "bao-cao.pdf", letter(number="14/BC-SNV"))
    client.force_login(officer)
    shown = client.get(address(use)).content.decode()
    assert f'href="{address(second)}"' in shown


def test_a_unit_learns_of_a_similar_text_without_a_name_and_the_coordinator_with_it(client, used):
    use, _sheet, officer = used
    other_sheet, other_officer = sheet_with_officer()
    changed = files.BODY.replace("thứ 7 ", "thứ bảy ")
    copied = attached(
        other_sheet, other_officer, "ban-sao.pdf", letter(body=files.PERSON + changed)
    )
    pair = SimilarText.objects.get()
    assert 800 <= pair.permille < 1000

    client.force_login(officer)
    shown = client.get(address(use)).content.decode()
    assert "Văn bản tương tự có ở đơn vị khác" in shown
    assert other_sheet.unit.name not in shown

    client.force_login(appointed(Role.COORDINATOR))
    shown = client.get(f"/evidence/revisions/{copied.revision_id}/view/").content.decode()
    assert use.item.sheet.unit.name in shown
