"""Names are found without diacritics (S1-41)."""

import pytest

from openpar.people.models import Unit
from openpar.people.search import fold
from tests.factories import UnitFactory


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Sở Nội vụ", "so noi vu"),
        ("ĐẮK LẮK", "dak lak"),
        ("Đặc khu  Phú Quốc", "dac khu phu quoc"),
        ("U\u031b\u0301ng Hòa", "ung hoa"),  # letters typed as base and marks
        ("", ""),
    ],
)
def test_folding_takes_away_marks_strokes_and_capitals(typed, folded):
    assert fold(typed) == folded


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["Sở Nội vụ", "so noi vu", "NOI VU", "nội", "snv", " "])
def test_a_unit_is_found_however_its_name_is_typed(typed):
    unit = UnitFactory(name="Sở Nội vụ", code="SNV")
    assert unit in Unit.objects.matching(typed)


@pytest.mark.django_db
def test_units_written_in_bulk_are_found_too():
    Unit.objects.bulk_create([UnitFactory.build(name="Phường Đồng Nguyên")])
    assert Unit.objects.matching("dong nguyen").count() == 1


@pytest.mark.django_db
def test_a_renamed_unit_is_found_by_its_new_name():
    unit = UnitFactory(name="Sở Giao thông vận tải")
    unit.name = "Sở Xây dựng"
    unit.save()
    assert Unit.objects.matching("xay dung").exists()
    assert not Unit.objects.matching("giao thong").exists()
