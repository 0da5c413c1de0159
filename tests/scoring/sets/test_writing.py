"""What is written as YAML reads back as the same data, for us and for other programs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpar.scoring.sets.document import Entries, Items, Text, read_document
from openpar.scoring.sets.reading import read_set
from openpar.scoring.sets.writing import one_line, yaml_text
from tests.scoring.sets.test_schema import SET_FILES, errors
from tests.scoring.sets.yaml_as_others_read_it import as_an_editor

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"))
WORDS = st.text(LETTERS | st.sampled_from("\n\t"), max_size=30)


def as_data(value):
    if isinstance(value, str):
        return Text(value)
    if isinstance(value, list):
        made = Items()
        made.extend(map(as_data, value))
        return made
    entries = Entries()
    entries.update({key: as_data(one) for key, one in value.items()})
    return entries


@pytest.mark.parametrize("path", SET_FILES, ids=lambda path: path.stem)
def test_every_set_of_ours_is_written_as_it_was(path):
    text = path.read_text(encoding="utf-8")
    written = yaml_text(read_document(text))
    assert read_document(written) == read_document(text)
    assert read_set(written) == read_set(text)
    assert errors(written) == []
    assert yaml_text(read_document(written)) == written


@given(
    st.recursive(
        WORDS, lambda part: st.lists(part, max_size=4) | st.dictionaries(WORDS, part, max_size=4)
    )
)
def test_any_data_reads_back_whole_or_on_one_line(value):
    data = as_data(value)
    assert read_document(yaml_text(data)) == data
    line = one_line(data)
    assert read_document(line) == data
    assert "\n" not in line


@pytest.mark.parametrize("title", ["1.10", "yes", "2026-12-15", "0x1F", "12:30", "null", "~", ""])
def test_a_text_that_looks_like_something_else_stands_in_quotation_marks(title):
    data = as_data({"set": {"title": title, "total": "4"}})
    assert as_an_editor(yaml_text(data)) == {"set": {"title": title, "total": 4}}
