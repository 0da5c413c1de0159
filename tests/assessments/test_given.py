"""Targets, last year's figures and outer indices reach the officer's sheet (S0-16, S0-17)."""

import hashlib

import pytest

from openpar.assessments.rows import rows_of
from openpar.assessments.submission import node_of
from openpar.criteria.models import CycleFile
from openpar.scoring.marks import Status
from tests.factories_assessments import address, item_of, save, sheet_with_officer

pytestmark = pytest.mark.django_db

SET = """set: {code: "{code}", title: Bộ mẫu, level: department, total: 6, kind: example}
not_applicable: reduce_max
fields:
- code: "1"
  title: Lĩnh vực mẫu
  maximum: 6
  criteria:
  - code: "1.1"
    title: Hồ sơ trực tuyến so với chỉ tiêu
    maximum: 2
    inputs: {online: {type: count, unit: hồ sơ, title: Hồ sơ trực tuyến}}
    rule: {measure: {ratio: [online, target.online]}, map: {line: {target: 1}}}
  - code: "1.2"
    title: Số thu tăng so với năm trước
    maximum: 1
    inputs: {revenue: {type: count, unit: triệu đồng, title: Số thu}}
    rule: {measure: {condition: revenue > previous.revenue}}
  - code: "1.3"
    title: Chỉ số chuyển đổi số
    maximum: 2
    rule: {measure: {value: external.dti / 100}, map: {line: {target: 1}}}
  - code: "1.4"
    title: Chỉ đơn vị miền núi
    maximum: 1
    inputs: {done: {type: yes_no, title: Đã làm}}
    rule: {measure: {condition: done}}
    applies: unit.mountain
cohorts:
- {code: so, title: Khối sở, ranked: yes, classes: [{title: Tốt, from: 0}]}
"""


def give(sheet, name, text):
    text = text.format(unit=sheet.unit.code)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    CycleFile.objects.create(cycle=sheet.cycle, name=name, text=text, sha256=sha256)


@pytest.fixture
def sheet(client):
    sheet, officer = sheet_with_officer(text=SET)
    sheet.unit.attributes = {"mountain": False}
    sheet.unit.save()
    give(
        sheet,
        "targets.csv",
        "unit,criterion,input,value\n{unit},1.1,online,200\nKHAC,1.1,online,9\n",
    )
    give(sheet, "previous.csv", "unit,criterion,input,value\n{unit},1.2,revenue,90\n")
    give(sheet, "external.csv", "index,year,unit,value\ndti,2026,{unit},75\ndti,2027,{unit},99\n")
    save(sheet, "1.1", officer, inputs={"online": "150"})
    save(sheet, "1.2", officer, inputs={"revenue": "91"})
    client.force_login(officer)
    return sheet


def marks(sheet):
    item = item_of(sheet, "1.1")
    items = list(sheet.items.for_summary())
    rows = rows_of(item.sheet, item.criterion.set.parsed, items, may_edit=True)
    return {code: (row.mark.status, row.mark.points) for code, row in rows.items()}


def test_the_cycles_files_enter_the_unit_s_own_marks(sheet):
    assert marks(sheet) == {
        "1.1": (Status.SCORED, 1.5),
        "1.2": (Status.SCORED, 1),
        "1.3": (Status.SCORED, 1.5),
        "1.4": (Status.NOT_APPLICABLE, None),
    }


def test_a_newer_file_counts_at_once(sheet):
    CycleFile.objects.filter(name="targets.csv").delete()
    give(sheet, "targets.csv", "unit,criterion,input,value\n{unit},1.1,online,150\n")
    assert marks(sheet)["1.1"] == (Status.SCORED, 2)


def test_what_the_set_leaves_out_for_the_unit_is_locked_and_not_counted(client, sheet):
    page = client.get(address(sheet)).content.decode()
    assert "không áp dụng tiêu chí này cho đơn vị" in page
    assert 'stat-value">3<span class="stat-of"> / 3' in page


def test_the_sheet_asks_twelve_queries(client, sheet, django_assert_num_queries):
    client.get(address(sheet))
    with django_assert_num_queries(12):
        client.get(address(sheet))


def test_a_leaf_that_a_set_does_not_have_is_named():
    sheet, _officer = sheet_with_officer()
    with pytest.raises(KeyError, match=r"9\.9"):
        node_of(item_of(sheet, "1.1").criterion.set.parsed, "9.9")
