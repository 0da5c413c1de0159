"""Score sheets brought to each state of their way, by the actions themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Now

from openpar.assessments import actions, reopening, signing
from openpar.assessments.models import ScoreSheet, State
from openpar.criteria.clock import database_now
from openpar.criteria.models import Cycle, Phase
from openpar.people.models import Role, User
from tests.factories import appointed
from tests.factories_assessments import save, sheet_with_officer


@dataclass(slots=True)
class Life:
    """A sheet with everybody who may move it."""

    sheet: ScoreSheet
    officer: User
    head: User
    deputy: User
    coordinator: User

    @property
    def people(self) -> dict[str, User]:
        """Who stands around the sheet, by role."""
        return {
            "officer": self.officer,
            "head": self.head,
            "deputy": self.deputy,
            "coordinator": self.coordinator,
            "contributor": appointed(Role.CONTRIBUTOR, self.sheet.unit),
            "head elsewhere": appointed(Role.HEAD),
            "auditor": appointed(Role.AUDITOR),
        }

    def fresh(self) -> ScoreSheet:
        """The sheet as it stands."""
        return ScoreSheet.objects.for_page().get(pk=self.sheet.pk)


def life(*, signed: bool = True, report: bool = False, text: str | None = None) -> Life:
    """A sheet with one criterion filled in, in a cycle whose sheets the head signs."""
    sheet, officer = sheet_with_officer(text=text)
    Cycle.objects.filter(pk=sheet.cycle_id).update(signed_by_head=signed, report_required=report)
    sheet.cycle.refresh_from_db()
    made = Life(
        sheet,
        officer,
        appointed(Role.HEAD, sheet.unit),
        appointed(Role.DEPUTY, sheet.unit),
        appointed(Role.COORDINATOR),
    )
    if text is None:
        fill(made)
    return made


def fill(made: Life, late: str = "1") -> None:
    """Type a figure of criterion 1.2."""
    save(made.sheet, "1.2", made.officer, inputs={"late": late}, explanation="Có giải trình")


def bring(made: Life, state: State) -> ScoreSheet:
    """Bring a draft to a state; a reopened one is open for criterion 1.2."""
    if state in (State.WITH_HEAD, State.SIGNED, State.SUBMITTED, State.REOPENED):
        signing.send_up(made.sheet, by=made.officer)
    if state in (State.SIGNED, State.SUBMITTED, State.REOPENED):
        signing.sign(made.sheet, by=made.head)
    if state in (State.SUBMITTED, State.REOPENED):
        actions.submit(made.sheet, by=made.officer)
    if state == State.REOPENED:
        repair(made, {"1.2": "Số liệu chưa khớp báo cáo"})
    return made.fresh()


def repair(made: Life, reasons: dict[str, str], until: datetime | None = None):
    """Return criteria for repair, for a week unless said otherwise."""
    until = until or database_now() + timedelta(days=7)
    return reopening.return_for_repair(
        made.sheet, by=made.coordinator, reasons=reasons, until=until
    )


def move_closing(made: Life, **change: object) -> None:
    """Let the self-assessment have closed a minute ago, by the database clock."""
    closes = Now() - timedelta(minutes=1)
    Phase.objects.filter(cycle=made.sheet.cycle).update(closes_at=closes, **change)
