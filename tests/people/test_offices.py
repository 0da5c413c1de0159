"""The office of an event is recorded in fixed words and read in the reader's language."""

import pytest
from django.utils import translation

from openpar.people.templatetags.offices import office


@pytest.mark.parametrize(
    ("recorded", "shown"),
    [
        ("coordinator SNV", "coordinator of the standing body, SNV"),
        ("head A; officer B", "head of a unit, A; officer of a unit, B"),
        ("a role of former times, X", "a role of former times, X"),
        ("", ""),
    ],
)
def test_roles_are_shown_in_words(recorded, shown):
    with translation.override("en"):
        assert office(recorded) == shown


def test_a_vietnamese_reader_sees_vietnamese_roles():
    with translation.override("vi"):
        assert not office("coordinator SNV").startswith("coordinator")
