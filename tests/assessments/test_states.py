"""Any order of saving, attaching, submitting and closing: what must hold always holds (S0-24)."""

import tempfile
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now
from hypothesis import HealthCheck, strategies
from hypothesis import settings as limits
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from openpar.assessments import actions
from openpar.assessments.canonical import digest
from openpar.assessments.models import EvidenceUse, ScoreLayer, SheetRevision, State
from openpar.audit.models import Event
from openpar.criteria.models import Phase
from openpar.scoring.numbers import rounded
from tests.factories_assessments import PDF, item_of, pdf, save, sheet_with_officer

FIGURES = {"1.1": ("done", "planned"), "1.2": ("late",)}


class SheetMachine(RuleBasedStateMachine):
    """A sheet under every order of events. Each example is undone by its transaction."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.open = True
        self.submitted = None
        self.layers = {}
        self.saved = {"1.1": {}, "1.2": {}, "2.1": {}}

    @initialize()
    def begin(self):
        self.sheet, self.officer = sheet_with_officer()

    def may_change(self) -> bool:
        return self.open and self.submitted is None

    def expecting(self, act):
        """Do it where it is allowed, and meet the refusal where it is not."""
        if self.may_change():
            with transaction.atomic():
                return act()
        with pytest.raises(PermissionDenied), transaction.atomic():
            act()
        return None

    @rule(
        code=strategies.sampled_from(sorted(FIGURES)),
        number=strategies.integers(0, 30),
        whole=strategies.integers(1, 30),
    )
    def type_figures(self, code, number, whole):
        inputs = dict(zip(FIGURES[code], (str(number), str(whole)), strict=False))
        unchanged = self.saved[code] == inputs
        if self.expecting(lambda: save(self.sheet, code, self.officer, inputs=inputs)):
            self.saved[code] = inputs
            assert unchanged or item_of(self.sheet, code).inputs == inputs

    @rule(mark=strategies.integers(0, 3))
    def attach(self, mark):
        file = pdf(content=PDF + b"%%%d" % mark)
        self.expecting(lambda: actions.attach(item_of(self.sheet, "1.1"), file, by=self.officer))

    @rule()
    def detach(self):
        use = EvidenceUse.objects.filter(item__sheet=self.sheet).first()
        if use:
            self.expecting(lambda: actions.detach(use, by=self.officer))

    @rule()
    def submit(self):
        if not self.open and self.submitted is None:
            with pytest.raises(PermissionDenied), transaction.atomic():
                actions.submit(self.sheet, by=self.officer)
            return
        revision = actions.submit(self.sheet, by=self.officer)
        if self.submitted is None:
            self.submitted = (revision.pk, deepcopy(revision.content), revision.sha256)
            frozen = {item["criterion"]: item["inputs"] for item in revision.content["items"]}
            assert frozen == self.saved
        assert revision.pk == self.submitted[0]

    @rule()
    def close_the_phase(self):
        Phase.objects.filter(cycle=self.sheet.cycle).update(closes_at=Now() - timedelta(seconds=1))
        self.open = False

    @rule()
    def open_the_phase_again(self):
        Phase.objects.filter(cycle=self.sheet.cycle).update(closes_at=Now() + timedelta(days=1))
        self.open = True

    @invariant()
    def a_submitted_revision_stays_as_it_was(self):
        revisions = list(SheetRevision.objects.filter(sheet_id=self._sheet_id()))
        assert len(revisions) == (self.submitted is not None)
        for revision in revisions:
            assert (revision.pk, revision.content, revision.sha256) == self.submitted
            assert digest(revision.content) == revision.sha256

    @invariant()
    def layers_are_only_added(self):
        found = {
            layer.pk: (layer.kind, layer.status, layer.points, layer.reason)
            for layer in ScoreLayer.objects.filter(item__sheet_id=self._sheet_id())
        }
        assert {pk: found.get(pk) for pk in self.layers} == self.layers
        assert len(found) == (6 if self.submitted else 0)
        self.layers = found

    @invariant()
    def the_state_and_the_log_agree_with_what_happened(self):
        if self._sheet_id():
            self.sheet.refresh_from_db()
            expected = State.SUBMITTED if self.submitted else State.DRAFT
            assert self.sheet.state == expected
            told = Event.objects.filter(
                action="assessments.submitted", object_id=str(self.sheet.pk)
            )
            assert told.count() == (self.submitted is not None)

    @invariant()
    def points_lie_between_nothing_and_the_maximum(self):
        for points in ScoreLayer.objects.filter(
            item__sheet_id=self._sheet_id(), points__isnull=False
        ).values_list("points", flat=True):
            assert 0 <= rounded(points, 2) <= 4

    def _sheet_id(self):
        return self.sheet.pk if hasattr(self, "sheet") else None

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)


@pytest.mark.django_db
def test_a_sheet_under_every_order_of_events(settings):
    with tempfile.TemporaryDirectory() as folder:
        settings.OPENPAR_DATA = folder
        run_state_machine_as_test(
            SheetMachine,
            settings=limits(
                max_examples=25,
                stateful_step_count=14,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
