"""What the standing body does around a round: plan, periods, extensions, notices, training."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from openpar.cli.demonstration.organisation import officer_of
from openpar.cli.demonstration.rounds import LoadedRound
from openpar.criteria import extensions, plan, responsibility_actions
from openpar.criteria.models import Matrix, Phase
from openpar.criteria.periods import choose_periods
from openpar.messages.actions import alerts, feedback, notices, training
from openpar.messages.models import Alert, Notice, Scope
from openpar.people.models import Unit, User

Entry = Mapping[str, object]
DECISION = "Quyết định số 88/QĐ-UBND (minh hoạ)"


@transaction.atomic
def load_surroundings(loaded: LoadedRound, work: Entry, *, second: User) -> None:
    """Load what ``work.yaml`` says, once; ``second`` decides what two persons decide."""
    if Notice.objects.exists():
        return
    by = loaded.coordinator
    # What the loading of the sheets has told the standing body of is no news.
    told = Alert.objects.filter(user=by).values_list("pk", flat=True)
    alerts.see(list(told), by=by)
    _load_plan(loaded, work["plan"])
    choose_periods(loaded.cycle, work["periods"], by=by)
    _load_matrix(loaded, second)
    for entry in work["extensions"]:
        if entry["unit"] in loaded.units:
            _load_extension(loaded, entry, second)
    for entry in work["notices"]:
        _load_notice(loaded, entry)
    for entry in work["training"]:
        _load_session(entry, by)
    for entry in work["feedback"]:
        _load_feedback(entry, by)


def _load_plan(loaded: LoadedRound, entries: Iterable[Entry]) -> None:
    phases = {phase.kind: phase for phase in loaded.cycle.phases.all()}
    for entry in entries:
        step = plan.Step(
            title=str(entry["title"]),
            owner=loaded.units.get(entry["owner"]),
            phase=phases[entry["phase"]] if "phase" in entry else None,
            begins=entry.get("begins"),
            ends=entry.get("ends"),
            product=str(entry["product"]),
        )
        plan.write_step(loaded.cycle, step, by=loaded.coordinator)


def _load_matrix(loaded: LoadedRound, second: User) -> None:
    """Who answers for which criterion, as the sets name the agencies: drawn up and approved."""
    matrix: Matrix
    matrix, unknown = responsibility_actions.draw_up(loaded.cycle, by=loaded.coordinator)
    if unknown:  # a smaller province lacks some of the agencies
        return
    responsibility_actions.move(matrix, "propose", by=loaded.coordinator)
    responsibility_actions.move(matrix, "approve", by=second, decision=DECISION)


def _load_extension(loaded: LoadedRound, entry: Entry, second: User) -> None:
    phase = loaded.cycle.phases.get(kind=Phase.Kind.SELF_ASSESSMENT)
    proposed = extensions.propose(
        phase,
        loaded.units[entry["unit"]],
        until=phase.closes_at + timedelta(days=entry["days"]),
        reason=str(entry["reason"]),
        approval=extensions.Approval(str(entry["number"]), _past(entry["date"])),
        by=loaded.coordinator,
    )
    if entry["confirmed"]:
        extensions.confirm(proposed, by=second)


def _past(day: date) -> date:
    """Return the day of an approval, which cannot lie ahead of the day of loading."""
    return min(day, datetime.now(UTC).date())


def _load_notice(loaded: LoadedRound, entry: Entry) -> None:
    """Send a notice to all units; the first so many open it, and of these some confirm."""
    days = entry.get("confirm_within_days")
    draft = notices.Draft(
        title=str(entry["title"]),
        body=str(entry["body"]),
        kind=str(entry["kind"]),
        about="",
        confirm_by=datetime.now(UTC) + timedelta(days=days) if days else None,
        rules=((Scope.EVERYBODY.value, ""),),
    )
    notice = notices.write_notice(draft, by=loaded.coordinator)
    notice = notices.send_notice(notice, by=loaded.coordinator)
    for place, unit in enumerate(list(loaded.units.values())[: entry["opened"]]):
        officer = officer_of(unit)
        notices.open_notice(notice, by=officer)
        if place < entry["confirmed"]:
            notices.confirm_notice(notice, unit, by=officer)


def _load_session(entry: Entry, by: User) -> None:
    units = list(Unit.objects.valid_today().filter(kind__in=entry["kinds"]).order_by("code"))
    if not units:
        return
    session = training.hold_session(
        title=str(entry["title"]),
        begins_at=datetime.fromisoformat(entry["begins_at"]),
        place=str(entry["place"]),
        mode=str(entry["mode"]),
        units=units,
        by=by,
    )
    came = {unit.pk: entry["attended"] for unit in units[: len(units) * 9 // 10]}
    training.note_attendance(session, came, by=by)


def _load_feedback(entry: Entry, by: User) -> None:
    sender = User.objects.get(username=entry["from"])
    given = feedback.give_feedback(by=sender, text=str(entry["text"]), page=str(entry["page"]))
    if "answer" in entry:
        feedback.move_feedback(given, "answer", by=by, answer=str(entry["answer"]))
