"""Computing a cycle: what is read, what is stored, who may (S3-28, S3-29, S3-31)."""

from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from openpar.appraisals.actions import appraise
from openpar.assessments.models import ScoreItem, ScoreSheet, State
from openpar.audit.models import Event
from openpar.results.actions import compute
from openpar.results.inputs import digest
from openpar.results.models import Mark, Run, UnitResult
from openpar.results.replaying import replay
from tests.factories import UnitFactory
from tests.factories_appraisals import declare, submitted_sheet, world

pytestmark = pytest.mark.django_db


def result_of(run, sheet) -> UnitResult:
    return run.unit_results.get(unit=sheet.unit)


def mark_of(run, sheet, code) -> Mark:
    return run.marks.get(unit=sheet.unit, criterion__code=code)


def test_a_run_stores_points_index_rank_and_class_of_every_unit():
    made = world()
    weak = submitted_sheet(
        made.cohort, UnitFactory(), {"1.1": {"done": "8", "planned": "10"}, "1.2": {"late": "8"},
                                     "2.1": {"arranged": "no"}},
    )  # fmt: skip
    run = compute(made.cycle, by=made.coordinator)

    good, bad = result_of(run, made.sheets[0]), result_of(run, weak)
    assert (good.points, good.applicable_maximum) == (Fraction("9.35"), 10)
    assert (good.index_published, good.rank, good.class_title) == ("93.50", 1, "Tốt")
    assert (bad.points, bad.index_published, bad.rank, bad.class_title) == (
        Fraction("3.2"), "32.00", 3, "Yếu",
    )  # fmt: skip
    assert good.fields["1"] == {"points": "5.35", "maximum": "6", "index": "535/6"}
    assert run.provisional is True


def test_appraised_points_count_instead_of_the_computed_ones_and_name_their_layer():
    made = world()
    layer = appraise(made.item(), by=made.appraiser, points=3, reason="Thiếu báo cáo")
    run = compute(made.cycle, by=made.coordinator)

    mark = mark_of(run, made.sheets[0], "1.1")
    assert (mark.points, mark.layer, mark.score_layer) == (3, "appraised", layer)
    other = mark_of(run, made.sheets[0], "1.2")
    assert (other.points, other.layer, other.score_layer) == (Fraction("1.75"), "computed", None)
    assert other.inputs == {"late": "1"}


def test_recognised_thirds_of_a_point_stay_thirds():
    made = world()
    third = submitted_sheet(
        made.cohort, UnitFactory(), {"1.1": {"done": "8", "planned": "9"}, "1.2": {"late": "0"},
                                     "2.1": {"arranged": "yes"}},
    )  # fmt: skip
    item = ScoreItem.objects.get(sheet=third, criterion__code="1.1")
    declare(item, Fraction(32, 9))
    appraise(item, by=made.appraiser, points=Fraction(32, 9), reason="Công nhận")
    run = compute(made.cycle, by=made.coordinator)

    assert mark_of(run, third, "1.1").points == Fraction(32, 9)
    assert result_of(run, third).points == Fraction(86, 9)
    assert replay(run) == []


def test_an_accepted_claim_leaves_both_sums():
    made = world()
    claim(made)
    pending = compute(made.cycle, by=made.coordinator)
    layer = appraise(made.item(), by=made.appraiser, points=None, reason="Không phát sinh")
    run = compute(made.cycle, by=made.coordinator)

    assert result_of(pending, made.sheets[0]).applicable_maximum == 10
    assert result_of(run, made.sheets[0]).applicable_maximum == 6
    mark = mark_of(run, made.sheets[0], "1.1")
    assert (mark.status, mark.points, mark.score_layer) == ("not applicable", None, layer)


def claim(made):
    ScoreSheet.objects.update(state=State.DRAFT)
    item = made.item()
    item.claim_not_applicable, item.claim_ground = True, "Không có nhiệm vụ"
    item.save()
    ScoreSheet.objects.update(state=State.SUBMITTED)


def test_a_unit_that_has_not_submitted_is_unknown_and_shifts_no_rank():
    made = world()
    late = submitted_sheet(made.cohort, UnitFactory())
    ScoreSheet.objects.filter(pk=late.pk).update(state=State.DRAFT)
    late.revisions.all()
    run = compute(made.cycle, by=made.coordinator)

    row = result_of(run, late)
    assert (row.index, row.rank, row.index_published) == (None, None, "")
    assert row.unknown_codes == ["1.1", "1.2", "2.1"]
    assert result_of(run, made.sheets[0]).rank == 1


def test_runs_of_a_cycle_are_numbered_and_keep_hashes_version_and_person():
    made = world()
    first, second = (compute(made.cycle, by=made.coordinator) for _ in range(2))

    assert [first.number, second.number] == [1, 2]
    assert first.inputs_hash == second.inputs_hash == digest(first.files)
    assert first.set_hashes == {"so": made.cohort.criteria_set.sha256}
    assert (first.by, first.version) == (made.coordinator.username, "0.1.0")
    assert Event.objects.filter(action="results.computed").count() == 2


def test_another_appraisal_gives_another_hash_of_inputs():
    made = world()
    before = compute(made.cycle, by=made.coordinator)
    appraise(made.item(), by=made.appraiser, points=3, reason="Thiếu báo cáo")
    after = compute(made.cycle, by=made.coordinator)
    assert before.inputs_hash != after.inputs_hash
    assert mark_of(before, made.sheets[0], "1.1").points == Fraction("3.6")


def test_only_the_coordinator_computes():
    made = world()
    with pytest.raises(PermissionDenied):
        compute(made.cycle, by=made.appraiser)
    assert not Run.objects.exists()


@pytest.mark.parametrize("model", [Run, UnitResult, Mark])
def test_nothing_of_a_run_can_be_changed_or_deleted(model):
    made = world()
    compute(made.cycle, by=made.coordinator)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table))
