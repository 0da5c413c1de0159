"""Points in the database keep every digit (S0-13, S0-31)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as some

from openpar.criteria.exact import ExactField, exact_text, parse_exact


@given(some.fractions())
def test_whatever_is_written_is_read_back_to_the_last_digit(number):
    field = ExactField()
    assert field.from_db_value(field.get_prep_value(number), None, None) == number


@given(some.fractions(max_denominator=10**6))
def test_points_of_any_real_set_are_read_back_from_text(number):
    assert parse_exact(exact_text(number)) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(7, 3), "7/3"),
        (Fraction(5, 2), "2.5"),
        (4, "4"),
        (Fraction(4, 2), "2"),
        (Decimal("0.10"), "0.1"),
        (Fraction(-1, 3), "-1/3"),
    ],
)
def test_decimals_that_end_are_decimals_and_all_others_fractions(number, text):
    assert exact_text(number) == text


@pytest.mark.parametrize("wrong", ["", "1/0", "1/-2", "a", "1/2/3", "nan", "inf", "1/", "/2"])
def test_what_is_no_number_is_refused(wrong):
    with pytest.raises(ValueError, match="is not a"):
        parse_exact(wrong)


@pytest.mark.parametrize("wrong", ["a", 0.5, True, "9" * 200, object()])
def test_the_field_refuses_floats_flags_and_text_that_is_no_number(wrong):
    with pytest.raises(ValidationError):
        ExactField().to_python(wrong)


def test_a_float_never_reaches_the_column():
    with pytest.raises(TypeError, match="float"):
        ExactField().get_prep_value(0.5)
