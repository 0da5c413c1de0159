"""Every row has its file, unchanged; a file without a row goes after a day (T51, T52)."""

import os
import time

import pytest

from openpar import file_storage as storage
from openpar.assessments import actions as sheets
from openpar.cli.verify_files import verify_all
from openpar.evidence import keeping
from openpar.evidence.models import Revision
from tests.factories_assessments import PDF, item_of, pdf, sheet_with_officer
from tests.naive.time_looker import unchanged_by_time

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def used():
    """Three files on a sheet."""
    sheet, officer = sheet_with_officer()
    return [
        sheets.attach(item_of(sheet, "1.1"), pdf(f"{n}.pdf", PDF + b"%%%d" % n), by=officer)
        for n in range(3)
    ]


def path_of(use):
    with storage.local_path(use.revision.storage_name) as path:
        return path


def age(path, seconds: int) -> None:
    """Make a file so old."""
    os.utime(path, (time.time() - seconds, time.time() - seconds))


def told(capsys) -> list[str]:
    assert verify_all(quiet=True) in (0, 1)
    return capsys.readouterr().out.splitlines()


def test_a_sound_store_is_said_to_be_sound(used, capsys):
    age(path_of(used[0]), 90 * DAY)  # a time proves nothing
    assert told(capsys) == ["3 tệp, 0 tệp sai."]
    assert verify_all(quiet=True) == 0


def test_a_flipped_byte_is_named_with_unit_criterion_and_event(used, capsys):
    path = path_of(used[0])
    content = bytearray(path.read_bytes())
    content[5] ^= 1
    before = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    (line, _sum) = told(capsys)
    unit = used[0].item.sheet.unit.code
    assert line.startswith(f"0.pdf; đơn vị {unit}; minh chứng 1.1-01; sự kiện số ")
    assert line.endswith("nội dung đã bị thay đổi")
    assert verify_all(quiet=True) == 1


def test_the_twin_that_looks_at_times_sees_nothing(used):
    path = path_of(used[0])
    before = path.stat().st_mtime_ns
    path.write_bytes(path.read_bytes().replace(b"PDF", b"PDG"))
    os.utime(path, ns=(before, before))
    assert unchanged_by_time(path, before)


def test_two_files_in_each_others_place_are_both_named(used, capsys):
    first, second = path_of(used[0]), path_of(used[1])
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)
    lines = told(capsys)
    assert [line.split(";")[0] for line in lines[:-1]] == ["0.pdf", "1.pdf"]


def test_a_deleted_and_an_added_file_are_named(used, capsys):
    path = path_of(used[2])
    path.unlink()
    added = path.parent / ("f" * 32)
    added.write_bytes(b"x")
    age(added, 2 * DAY)
    lines = told(capsys)
    assert lines[0].endswith("không còn tệp")
    assert lines[1] == f"{'f' * 32}: tệp không thuộc bản ghi nào"


def test_a_file_without_a_row_waits_a_day_and_not_longer(used):
    """T52: the process died between the store and the table."""
    orphan = storage.receive(pdf(content=PDF + b"%o"))
    with storage.local_path(orphan.storage_name) as path:
        arriving = storage.root() / f"{storage.ARRIVING}x"
        arriving.write_bytes(b"x")
        assert keeping.remove_orphans() == 0
        for left in (path, arriving):
            age(left, DAY - 60)
        assert keeping.remove_orphans() == 0
        for left in (path, arriving):
            age(left, DAY + 60)
        assert keeping.remove_orphans() == 2
        assert not path.exists()
    for use in used:
        age(path_of(use), 30 * DAY)
    assert keeping.remove_orphans() == 0
    assert len(list(storage.stored_names())) == 3


@pytest.mark.parametrize("step", ["receive", "register", "pin"])
def test_a_death_between_store_and_table_never_leaves_a_row_without_its_file(step, monkeypatch):
    """T52: at each step, what stands in the tables has its file."""
    sheet, officer = sheet_with_officer()

    class Killed(BaseException):
        pass

    def die(*_arguments, **_options):
        raise Killed

    targets = {
        "receive": ("openpar.file_storage._keep", die),
        "register": ("openpar.evidence.actions.record", die),
        "pin": ("openpar.assessments.actions.next_code", die),
    }
    monkeypatch.setattr(*targets[step])
    with pytest.raises(Killed):
        sheets.attach(item_of(sheet, "1.1"), pdf(), by=officer)
    names = {name for name, _moment in storage.stored_names()}
    assert set(Revision.objects.values_list("storage_name", flat=True)) <= names
    assert not Revision.objects.exists()


def test_every_table_of_files_is_looked_at():
    names = {model._meta.label for model in keeping.keepers()}
    assert {"evidence.Revision", "notices.Material"} <= names
