"""Numbers and dates in the Vietnamese form, both ways (S4-36, S0-31)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from openpar.people import formats
from openpar.people.formats import InputError
from tests.naive.float_format import read_number_by_float, write_number_by_float

#: Numbers with a finite decimal form, as people measure them.
DECIMALS = st.builds(
    lambda whole, places: Fraction(whole, 10**places),
    st.integers(-(10**20), 10**20),
    st.integers(0, 12),
)
LANGUAGES = st.sampled_from(["vi", "en"])


@given(DECIMALS, LANGUAGES)
def test_a_number_written_and_read_again_is_the_same_number(value, language):
    text = formats.write_number(value, language=language)
    assert formats.read_number(text, language=language) == value


@given(st.dates(date(1945, 9, 2), date(2999, 12, 31)))
def test_a_day_written_and_read_again_is_the_same_day(day):
    assert formats.parse_vietnamese_date(formats.write_date(day, language="vi")) == day


@given(st.integers(946684800, 32503680000).map(lambda second: datetime.fromtimestamp(second, UTC)))
def test_a_moment_written_and_read_again_is_the_same_minute(moment):
    read = formats.parse_vietnamese_moment(formats.write_moment(moment, language="vi"))
    assert read == moment.replace(second=0, microsecond=0)


def refusal(read, text: str) -> str | None:
    try:
        read(text)
    except InputError as refused:
        return str(refused)
    return None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(text):
    for read in (
        formats.parse_vietnamese_number,
        formats.parse_vietnamese_date,
        formats.parse_vietnamese_moment,
    ):
        sentence = refusal(read, text)
        assert sentence is None or sentence.endswith((".", "?"))


def test_binary_fractions_would_lose_the_difference_that_decides_a_rank():
    value = Fraction("9007199254740993.01")
    text = "9.007.199.254.740.993,01"

    assert formats.write_number(value, language="vi") == text
    assert formats.parse_vietnamese_number(text) == value
    assert write_number_by_float(value) != text
    assert read_number_by_float(text) != value
    with pytest.raises(TypeError):
        formats.write_number(0.1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", Fraction("1234.5")),
        ("95,44", Fraction("95.44")),
        ("7.153.251", 7153251),
        ("1 234,5", Fraction("1234.5")),
        ("1\u00a0234\u00a0567", 1234567),
        ("-0,25", Fraction(-1, 4)),
        ("−0,25", Fraction(-1, 4)),
        ("85%", Fraction(17, 20)),
        ("007", 7),
        (" 12 ", 12),
    ],
)
def test_vietnamese_numbers_are_read_exactly(text, value):
    assert formats.parse_vietnamese_number(text) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1.5", "viết 1,5"),
        ("0.234", "viết 0,234"),
        ("1,234.5", "viết 1.234,5"),
        ("1.23.4", "không phải là số"),
        ("1,2,3", "không phải là số"),
        ("12a", "không phải là số"),
        (",5", "không phải là số"),
        ("1,", "không phải là số"),
        ("1e5", "không phải là số"),
        ("", "Chưa nhập"),
        ("9" * 41, "dài hơn 40"),
    ],
)
def test_ambiguous_or_wrong_numbers_are_refused_with_what_to_write(text, says):
    with translation.override("vi"), pytest.raises(InputError, match=says):
        formats.parse_vietnamese_number(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2026", date(2026, 12, 31)),
        ("31-12-2026", date(2026, 12, 31)),
        ("31.12.2026", date(2026, 12, 31)),
        ("1/7/2025", date(2025, 7, 1)),
        ("ngày 31 tháng 12 năm 2026", date(2026, 12, 31)),
        ("2026-12-31", date(2026, 12, 31)),
    ],
)
def test_vietnamese_dates_are_read(text, day):
    assert formats.parse_vietnamese_date(text) == day


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("12/31/2026", "Không có tháng 31"),
        ("31/02/2026", "không có ngày 31"),
        ("31/12/26", "bốn chữ số"),
        ("hôm qua", "không phải là ngày"),
    ],
)
def test_impossible_dates_are_refused_with_what_to_write(text, says):
    with translation.override("vi"), pytest.raises(InputError, match=says):
        formats.parse_vietnamese_date(text)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("31/12/2026 16:30", 16, 30),
        ("4:30 CH 31/12/2026", 16, 30),
        ("31/12/2026 4:30 SA", 4, 30),
        ("31/12/2026 12:15 SA", 0, 15),
        ("31/12/2026 12:15 CH", 12, 15),
        ("16h30 31-12-2026", 16, 30),
        ("16 giờ 30 phút, ngày 31 tháng 12 năm 2026", 16, 30),
        ("16 giờ, 31/12/2026", 16, 0),
        ("16:30, 31/12/2026 (GMT+7)", 16, 30),
        ("2026-12-31T16:30", 16, 30),
    ],
)
def test_hours_are_hanoi_time_and_know_morning_from_afternoon(text, hour, minute):
    expected = datetime(2026, 12, 31, hour, minute, tzinfo=formats.HANOI)
    assert formats.parse_vietnamese_moment(text) == expected


@pytest.mark.parametrize("text", ["31/12/2026 13:00 SA", "31/12/2026 25:00", "31/12/2026 9:75"])
def test_hours_that_the_day_does_not_have_are_refused(text):
    with translation.override("vi"), pytest.raises(InputError, match="giờ"):
        formats.parse_vietnamese_moment(text)


def render(template: str, value: object, language: str) -> str:
    with translation.override(language):
        return Template("{% load formats %}" + template).render(Context({"value": value}))


@pytest.mark.parametrize(
    ("template", "value", "vi", "en"),
    [
        ("{{ value|points }}", Fraction(3, 2), "1,50", "1.50"),
        ("{{ value|points }}", 0, "0,00", "0.00"),
        ("{{ value|points:1 }}", Decimal("1.5"), "1,5", "1.5"),
        ("{{ value|number }}", 7153251, "7.153.251", "7,153,251"),
        ("{{ value|number }}", Fraction(1, 4), "0,25", "0.25"),
        ("{{ value|percent }}", Fraction(17, 20), "85%", "85%"),
        ("{{ value|index }}", "81.33", "81,33", "81.33"),
        ("{{ value|points }}", None, "–", "–"),
        ("{{ value|date_vi }}", date(2026, 12, 31), "31/12/2026", "31 December 2026"),
    ],
)
def test_filters_write_the_form_of_the_language(template, value, vi, en):
    assert render(template, value, "vi") == vi
    assert render(template, value, "en") == en


def test_a_rounded_number_keeps_its_digits_in_the_title():
    written = render("{{ value|points }}", Fraction(1, 3), "vi")

    assert ">0,33<" in written
    assert 'title="0,333333333333333… (1/3)"' in written


def test_a_moment_is_shown_in_hanoi_whatever_the_machine_keeps():
    written = render("{{ value|moment }}", datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "vi")

    assert ">06:30, 01/01/2027 (GMT+7)<" in written
