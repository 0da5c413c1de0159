"""A run recomputes to the last digit, and a changed digit is found (design decision 21)."""

from fractions import Fraction

import pytest
from django.db import connection

from openpar.appraisals.actions import appraise
from openpar.cli import replay as command
from openpar.results.actions import compute
from openpar.results.replaying import replay
from tests.factories_appraisals import world
from tests.naive.published_only import differences_as_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    made = world(3)
    appraise(made.item(), by=made.appraiser, points=Fraction("3.333"), reason="Thiếu báo cáo")
    return compute(made.cycle, by=made.coordinator)


def tamper(statement: str, *values: object) -> None:
    """Change a stored row as somebody with the rights of the database's owner could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        cursor.execute(statement, values)
        assert cursor.rowcount == 1
        cursor.execute("SET LOCAL session_replication_role = 'origin'")


def test_an_untouched_run_agrees_with_itself(run):
    assert replay(run) == []


def test_a_mark_tampered_by_a_thousandth_is_named(run):
    mark = run.marks.select_related("unit").get(points="3.333")
    tamper("UPDATE results_mark SET points = '3.334' WHERE id = %s", mark.pk)

    found = replay(run)

    assert [(one.unit, one.criterion, one.column, one.stored, one.recomputed) for one in found] == [
        (mark.unit.code, "1.1", "points", "3.334", "3.333")
    ]


def test_an_index_tampered_below_the_printed_digits_is_found_though_print_hides_it(run):
    row = run.unit_results.select_related("unit").get(unit__marks__points="3.333")
    tamper("UPDATE results_unitresult SET index = '90.8301' WHERE id = %s", row.pk)

    assert [(one.unit, one.column) for one in replay(run)] == [(row.unit.code, "index")]
    assert differences_as_published(run) == []


def test_inputs_tampered_with_change_the_hash(run):
    tamper(
        "UPDATE results_run SET files = jsonb_set(files, '{answers.csv}', "
        "to_jsonb(replace(files->>'answers.csv', ',late,1', ',late,2'))) WHERE id = %s",
        run.pk,
    )
    run.refresh_from_db()
    assert "inputs_hash" in {one.column for one in replay(run)}


def test_a_mark_that_vanished_is_missed(run):
    mark = run.marks.first()
    tamper("DELETE FROM results_mark WHERE id = %s", mark.pk)
    assert [(one.column, one.stored, one.recomputed) for one in replay(run)] == [
        ("row", "absent", "present")
    ]


def test_the_command_agrees_with_exit_code_0_and_refuses_with_1(run, capsys):
    name = f"{run.cycle.code}/{run.number}"
    assert command.replay_named(name) == 0
    assert "khớp đến chữ số cuối cùng (4 đơn vị, 12 điểm tiêu chí)" in capsys.readouterr().out

    mark = run.marks.get(points="3.333")
    tamper("UPDATE results_mark SET points = '4' WHERE id = %s", mark.pk)
    assert command.replay_named(name) == 1
    assert "1.1: points: đã lưu 4, tính lại 3.333" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["khong-co/1", "khong-co", "/", "dot/x"])
def test_a_run_that_does_not_exist_is_wrong_use(db, name, capsys):
    assert command.replay_named(name) == 2
    assert name in capsys.readouterr().err
