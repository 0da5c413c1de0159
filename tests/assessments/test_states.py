"""Any order of events in the life of a sheet: what must hold always holds (T10, S0-24)."""

import tempfile
from datetime import timedelta
from itertools import pairwise

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

from openpar.assessments import (
    actions,
    finishing,
    moves,
    permissions,
    reopening,
    signing,
    supplementing,
)
from openpar.assessments.canonical import digest, frozen_items
from openpar.assessments.models import (
    EvidenceUse,
    Reopening,
    ScoreItem,
    ScoreLayer,
    ScoreSheet,
    SentUp,
    SheetRevision,
    Signature,
    State,
    SupplementRequest,
    Timeliness,
)
from openpar.assessments.submitted import show_submitted
from openpar.audit.models import Event
from openpar.criteria import duties
from openpar.criteria.clock import database_now
from openpar.criteria.models import Duty, Phase
from openpar.people.models import Role
from openpar.scoring.numbers import rounded
from tests.factories import appointed
from tests.factories_assessments import PDF, item_of, pdf, save
from tests.factories_life import life

FIGURES = {"1.1": ("done", "planned"), "1.2": ("late",)}
CODES = ("1.1", "1.2", "2.1")


class SheetMachine(RuleBasedStateMachine):
    """A sheet under every order of events. Each example is undone by its transaction.

    ``state``, ``opened``, ``saved`` and ``window`` are what ought to be; every event is tried, and
    either does what it should or is refused. After a refusal only state and figures are looked at:
    nothing else can have changed.
    """

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.window, self.changed = "open", True
        self.state, self.opened = State.DRAFT, None
        self.saved = {code: {} for code in CODES}
        self.first_timeliness = None
        self.known: dict[str, dict[int, object]] = {"layers": {}, "revisions": {}, "sent": {}}
        self.events = 0

    @initialize(signed=strategies.booleans())
    def begin(self, signed):
        self.life = life(signed=signed, text=None)
        self.signed, self.sheet = signed, self.life.sheet
        self.saved["1.2"] = {"late": "1"}
        self.giver = appointed(Role.CONTRIBUTOR, self.sheet.unit)
        criterion = item_of(self.sheet, "2.1").criterion
        duties.give(self.sheet.cycle, self.sheet.unit, self.giver, [criterion], by=self.life.head)

    @property
    def in_time(self) -> bool:
        return self.opened is not None or self.window != "over"

    def may_type(self, code: str) -> bool:
        open_here = self.opened is None or code in self.opened
        return self.state in (State.DRAFT, State.REOPENED) and self.in_time and open_here

    def attempt(self, allowed, act):
        """Do it where it is allowed, and meet the refusal where it is not."""
        self.changed = bool(allowed)
        if allowed:
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
        allowed = self.may_type(code)
        self.attempt(allowed, lambda: save(
            self.sheet, code, self.life.officer, inputs=inputs, explanation="Có"
        ))  # fmt: skip
        if allowed:
            self.saved[code] = inputs

    @rule(mark=strategies.integers(0, 3), code=strategies.sampled_from(["1.1", "1.2"]))
    def attach(self, mark, code):
        file = pdf(content=PDF + b"%%%d" % mark)
        item = item_of(self.sheet, code)
        self.attempt(self.may_type(code), lambda: actions.attach(item, file, by=self.life.officer))

    @rule()
    def detach(self):
        use = EvidenceUse.objects.filter(item__sheet=self.sheet).order_by("pk").first()
        if use:
            allowed = self.may_type(use.item.criterion.code)
            self.attempt(allowed, lambda: actions.detach(use, by=self.life.officer))

    @rule(done=strategies.booleans())
    def finish(self, done):
        item = item_of(self.sheet, "2.1")
        self.attempt(self.may_type("2.1"), lambda: finishing.finish(
            item, by=self.life.officer, done=done
        ))  # fmt: skip

    @rule()
    def send_up(self):
        allowed = self.signed and self.state in (State.DRAFT, State.REOPENED) and self.in_time
        if self.attempt(allowed, lambda: signing.send_up(self.sheet, by=self.life.officer)):
            self.state = State.WITH_HEAD

    @rule()
    def take_back(self):
        allowed = self.state == State.WITH_HEAD
        if self.attempt(allowed, lambda: signing.take_back(self.sheet, by=self.life.officer)):
            self.state = State.REOPENED if self.opened is not None else State.DRAFT

    @rule()
    def return_inside(self):
        allowed = self.state in (State.WITH_HEAD, State.SIGNED)
        if self.attempt(allowed, lambda: signing.return_inside(
            self.sheet, by=self.life.head, overall="Rà lại"
        )):  # fmt: skip
            self.state = State.REOPENED if self.opened is not None else State.DRAFT

    @rule(deputy=strategies.booleans())
    def sign(self, deputy):
        by = self.life.deputy if deputy else self.life.head
        allowed = self.state == State.WITH_HEAD and self.in_time
        if self.attempt(allowed, lambda: signing.sign(self.sheet, by=by)):
            self.state = State.SIGNED

    @rule()
    def submit(self):
        before = self.sheet.revisions.order_by("number").last()
        if self.state == State.SUBMITTED:
            assert actions.submit(self.sheet, by=self.life.officer) == before
            return
        ready = (State.SIGNED,) if self.signed else (State.DRAFT, State.REOPENED)
        allowed = self.state in ready and self.in_time
        revision = self.attempt(allowed, lambda: actions.submit(self.sheet, by=self.life.officer))
        if revision is None:
            return
        frozen = frozen_items(revision.content)
        assert {code: frozen[code]["inputs"] for code in CODES} == self.saved
        if before is not None:
            old = frozen_items(before.content)
            closed = [code for code in CODES if code not in self.opened]
            assert all(frozen[code] == old[code] for code in closed)
        if self.first_timeliness is None:
            late = self.window == "late"
            self.first_timeliness = Timeliness.LATE if late else Timeliness.ON_TIME
        assert revision.timeliness == self.first_timeliness
        self.state, self.opened = State.SUBMITTED, None

    @rule(code=strategies.sampled_from(["1.1", "1.2"]))
    def return_for_repair(self, code):
        until = database_now() + timedelta(days=3)
        if self.attempt(self.state == State.SUBMITTED, lambda: reopening.return_for_repair(
            self.sheet, by=self.life.coordinator, reasons={code: "Sai"}, until=until
        )):  # fmt: skip
            self.state, self.opened = State.REOPENED, {code}

    @rule(code=strategies.sampled_from(["1.1", "1.2"]))
    def ask_supplement(self, code):
        waits = SupplementRequest.objects.filter(sheet=self.sheet, answer="open").exists()
        allowed = self.state == State.SUBMITTED and not waits
        self.attempt(allowed, lambda: supplementing.ask(
            self.sheet, by=self.life.officer, criteria=[code], reason="Bổ sung"
        ))  # fmt: skip

    @rule(granted=strategies.booleans())
    def answer_supplement(self, granted):
        waiting = SupplementRequest.objects.filter(sheet=self.sheet, answer="open").first()
        allowed = self.state == State.SUBMITTED and waiting is not None
        codes = {item.criterion.code for item in waiting.items.all()} if waiting else set()
        if not granted:
            self.attempt(allowed, lambda: supplementing.refuse(
                self.sheet, by=self.life.coordinator, ground="Không"
            ))  # fmt: skip
        elif self.attempt(allowed, lambda: supplementing.grant(
            self.sheet, by=self.life.coordinator, until=database_now() + timedelta(days=3)
        )):  # fmt: skip
            self.state, self.opened = State.REOPENED, codes

    @rule()
    def close_reopening(self):
        allowed = self.opened is not None
        if self.attempt(allowed, lambda: reopening.close_reopening(
            self.sheet, by=self.life.officer
        )):  # fmt: skip
            self.state, self.opened = State.SUBMITTED, None
            frozen = frozen_items(self.sheet.revisions.order_by("number").last().content)
            self.saved = {code: frozen[code]["inputs"] for code in CODES}

    @rule()
    def hand_over(self):
        taker = appointed(Role.CONTRIBUTOR, self.sheet.unit)
        unit, cycle = self.sheet.unit, self.sheet.cycle
        duties.hand_over(cycle, unit, self.giver, taker, by=self.life.officer)
        self.giver, self.changed = taker, True

    @rule(window=strategies.sampled_from(["open", "late", "over"]))
    def move_the_clock(self, window):
        late_until = Now() + timedelta(days=1) if window == "late" else None
        closes = Now() + timedelta(days=1 if window == "open" else -1)
        opens = Now() - timedelta(days=30)
        Phase.objects.filter(cycle=self.sheet.cycle).update(
            opens_at=opens, closes_at=closes, late_until=late_until
        )
        self.window, self.changed = window, True

    @invariant()
    def the_state_is_what_happened(self):
        if hasattr(self, "life"):
            sheet = ScoreSheet.objects.get(pk=self.sheet.pk)
            assert (sheet.state, sheet.reopening_id is not None) == (
                self.state, self.opened is not None
            )  # fmt: skip

    @invariant()
    def figures_are_those_that_were_accepted(self):
        if hasattr(self, "life"):
            rows = ScoreItem.objects.filter(sheet=self.sheet)
            assert dict(rows.values_list("criterion__code", "inputs")) == self.saved

    @invariant()
    def nothing_that_was_written_once_changes(self):
        if not self._begun():
            return
        found = {
            "layers": ScoreLayer.objects.filter(item__sheet=self.sheet).values_list(
                "pk", "kind", "status", "points", "reason"
            ),
            "revisions": SheetRevision.objects.filter(sheet=self.sheet).values_list(
                "pk", "sha256", "timeliness", "due_at", "signature", "reopening"
            ),
            "sent": SentUp.objects.filter(sheet=self.sheet).values_list("pk", "sha256"),
        }
        for name, rows in found.items():
            now = {row[0]: row[1:] for row in rows}
            before = self.known[name]
            assert {pk: now.get(pk) for pk in before} == before, name
            self.known[name] = now

    @invariant()
    def revisions_count_from_one_and_hash_what_they_hold(self):
        if self._begun():
            revisions = list(SheetRevision.objects.filter(sheet=self.sheet).order_by("number"))
            assert [one.number for one in revisions] == list(range(1, len(revisions) + 1))
            assert all(digest(one.content) == one.sha256 for one in revisions)
            assert bool(revisions) == (self.first_timeliness is not None)
            for earlier, later in pairwise(revisions):
                assert later.reopening.revision_id == earlier.pk
                assert later.timeliness == earlier.timeliness

    @invariant()
    def every_submission_is_signed_where_the_cycle_asks_for_it(self):
        if self._begun():
            for one in SheetRevision.objects.filter(sheet=self.sheet).select_related("signature"):
                assert (one.signature is not None) == self.signed
                if one.signature:
                    assert one.sha256 == one.signature.sent_up.sha256

    @invariant()
    def whoever_signed_sits_in_the_unit_and_says_in_which_capacity(self):
        if self._begun():
            heads = {self.life.head.get_username(): "head"}
            heads |= {self.life.deputy.get_username(): "for_the_head"}
            for one in Signature.objects.filter(sent_up__sheet=self.sheet):
                assert heads[one.by] == one.capacity

    @invariant()
    def the_log_tells_each_submission_once(self):
        if self._begun():
            told = Event.objects.filter(
                action="assessments.submitted", object_id=str(self.sheet.pk)
            )
            assert told.count() == SheetRevision.objects.filter(sheet=self.sheet).count()

    @invariant()
    def events_are_only_added(self):
        count = Event.objects.count()
        assert count >= self.events
        self.events = count

    @invariant()
    def points_lie_between_nothing_and_the_maximum(self):
        if self._begun():
            for points in ScoreLayer.objects.filter(
                item__sheet=self.sheet, points__isnull=False
            ).values_list("points", flat=True):
                assert 0 <= rounded(points, 2) <= 4

    @invariant()
    def others_read_what_was_submitted_last(self):
        if not self._begun() or self.first_timeliness is None:
            return
        newest = SheetRevision.objects.filter(sheet=self.sheet).latest("number")
        frozen = frozen_items(newest.content)
        items = list(self.sheet.items.select_related("criterion", "sheet").with_evidence())
        show_submitted(items)
        for item in items:
            before = frozen[item.criterion.code]
            assert item.inputs == before["inputs"]
            assert [use.code for use in item.uses.all()] == [
                file["code"] for file in before["evidence"]
            ]

    @invariant()
    def a_reopening_names_its_criteria_and_reasons(self):
        if self._begun():
            for one in Reopening.objects.filter(sheet=self.sheet):
                rows = list(one.items.all())
                assert rows
                assert all(row.reason for row in rows)

    @invariant()
    def one_request_at_most_waits(self):
        if self._begun():
            waiting = SupplementRequest.objects.filter(sheet=self.sheet, answer="open")
            assert waiting.count() <= 1

    @invariant()
    def a_code_of_evidence_is_given_once(self):
        if self._begun():
            codes = list(
                EvidenceUse.with_detached.filter(item__sheet=self.sheet).values_list("item", "code")
            )
            assert len(codes) == len(set(codes))

    @invariant()
    def somebody_answers_for_what_was_given(self):
        if self._begun():
            assert [one.user for one in Duty.objects.filter(cycle=self.sheet.cycle)] == [self.giver]

    @invariant()
    def buttons_offer_what_the_actions_take(self):
        if self._begun():
            sheet = self.life.fresh()
            offered = moves.available(self.life.officer, sheet)
            ready = (State.SIGNED,) if self.signed else (State.DRAFT, State.REOPENED)
            assert bool(offered.get("submit")) == (self.state in ready and self.in_time)
            assert bool(permissions.may_change_now(sheet)) == (
                self.state in (State.DRAFT, State.REOPENED) and self.in_time
            )

    def _begun(self) -> bool:
        return hasattr(self, "life") and self.changed

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)


@pytest.mark.django_db
def test_a_sheet_under_every_order_of_events(settings, size):
    with tempfile.TemporaryDirectory() as folder:
        settings.OPENPAR_DATA = folder
        run_state_machine_as_test(
            SheetMachine,
            settings=limits(
                max_examples=size("lives of a sheet"),
                stateful_step_count=size("events in the life of a sheet"),
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
