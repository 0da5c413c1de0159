"""The states of a score sheet, the moves between them, and who may make each.

Buttons, the interface for programs, the tests of permissions and the diagram in the documentation
follow ``MOVES``; an action asks ``may`` once it holds the lock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _

from openpar.assessments import readers
from openpar.assessments.models import ScoreSheet, SignedReport, State, SupplementRequest
from openpar.assessments.permissions import closed_reason, is_in_time
from openpar.criteria import exercises
from openpar.criteria.models import Cycle, Phase
from openpar.criteria.second_person import may_be_second
from openpar.people.models import Role, User
from openpar.people.permissions import YES, Verdict, no

#: Who signs a sheet in the own unit: the head, or a deputy for the head (KT.).
SIGNING = (Role.HEAD, Role.DEPUTY)


@dataclass(frozen=True, slots=True)
class Move:
    """From any of some states to another, and who may.

    Where there are two targets, the second is that of a sheet which has been submitted before.
    """

    sources: tuple[State, ...]
    targets: tuple[State, ...]
    may: Callable[[User, ScoreSheet], Verdict]

    def target(self, sheet: ScoreSheet) -> State:
        """Return where the move leads a sheet."""
        return self.targets[-1 if sheet.reopening_id else 0]


def may(user: User, sheet: ScoreSheet, name: str) -> Verdict:
    """Return whether ``user`` may make a move now: the state first, then person, settings and time.

    At most two queries.
    """
    move = MOVES[name]
    return move.may(user, sheet) if sheet.state in move.sources else no(_out_of_place(sheet))


def available(user: User, sheet: ScoreSheet) -> dict[str, Verdict]:
    """Return the moves that lead on from where a sheet stands, with the verdict on each."""
    return {
        name: move.may(user, sheet) for name, move in MOVES.items() if sheet.state in move.sources
    }


def signs(user: User, sheet: ScoreSheet) -> bool:
    """Whether ``user`` may sign for the unit at all: nobody signs for another unit."""
    return sheet.unit_id in exercises.offices(user, *SIGNING)


def prepares(user: User, sheet: ScoreSheet) -> bool:
    """Whether ``user`` answers for the whole sheet: its officers and heads; a province's own file
    is put together by who steers its cycle."""
    if sheet.cycle.is_own_file:
        return exercises.steers(user, sheet.cycle)
    return sheet.unit_id in readers.filled_units(user)


def _who_prepares(user: User, sheet: ScoreSheet) -> Verdict:
    if prepares(user, sheet):
        return YES
    if sheet.cycle.is_own_file:
        return no(_("The coordinator puts the file together and submits it."))
    if sheet.unit_id in readers.own_units(user):
        return no(_("You fill in the criteria given to you; an officer or the head submits."))
    return no(_("Only officers and the head of the unit fill in its sheet."))


def _who_signs(user: User, sheet: ScoreSheet) -> Verdict:
    if signs(user, sheet):
        return YES
    return no(_("Only the head of the unit, or a deputy for the head, signs its sheet."))


def _who_steers(user: User, sheet: ScoreSheet) -> Verdict:
    if not exercises.steers(user, sheet.cycle):
        return no(_("Only the coordinator of the body that scores opens a sheet again."))
    return _while_open(sheet)


def _while_open(sheet: ScoreSheet) -> Verdict:
    if sheet.cycle.state != Cycle.State.OPEN:
        return no(_("The cycle is not open: what was submitted stands."))
    return YES


def _may_send_up(user: User, sheet: ScoreSheet) -> Verdict:
    verdict = _who_prepares(user, sheet)
    if verdict and not sheet.cycle.signed_by_head:
        return no(_("In this cycle sheets are submitted without going through the head here."))
    return verdict and is_in_time(sheet)


def _may_sign(user: User, sheet: ScoreSheet) -> Verdict:
    return _who_signs(user, sheet) and is_in_time(sheet)


def _may_submit(user: User, sheet: ScoreSheet) -> Verdict:
    verdict = _who_prepares(user, sheet)
    if verdict and sheet.state != State.SIGNED and sheet.cycle.signed_by_head:
        return no(_("The head signs the sheet off first: send it up."))
    if verdict and sheet.state == State.SIGNED and sheet.cycle.report_required:
        verdict = _has_report(sheet)
    return verdict and is_in_time(sheet)


def _has_report(sheet: ScoreSheet) -> Verdict:
    reports = SignedReport.objects.filter(signature__sent_up__sheet=sheet)
    newest = sheet.sent_up.order_by("-number").values("pk")[:1]
    if reports.filter(signature__sent_up__in=newest).exists():
        return YES
    return no(_("Upload the signed report with its number and date, then submit."))


def _may_supplement(user: User, sheet: ScoreSheet) -> Verdict:
    verdict = _who_prepares(user, sheet)
    if verdict and not Phase.objects.open_now(sheet.cycle, Phase.Kind.SUPPLEMENT, sheet.unit_id):
        return no(_("The supplement phase is not open; ask the coordinator, with the reason."))
    return verdict


def _may_ask_supplement(user: User, sheet: ScoreSheet) -> Verdict:
    verdict = _who_prepares(user, sheet) and _while_open(sheet)
    if verdict and _request(sheet) is not None:
        return no(_("A request to supplement this sheet is awaiting its answer."))
    return verdict


def _may_answer_supplement(user: User, sheet: ScoreSheet) -> Verdict:
    verdict = _who_steers(user, sheet)
    if not verdict:
        return verdict
    request = _request(sheet)
    if request is None:
        return no(_("No request to supplement this sheet is awaiting an answer."))
    return may_be_second(user, request.asked_by)


def _may_close_reopening(user: User, sheet: ScoreSheet) -> Verdict:
    if sheet.reopening_id is None:
        return no(_("The sheet has not been submitted yet."))
    if exercises.steers(user, sheet.cycle) and not is_in_time(sheet):
        return YES
    if prepares(user, sheet):
        return YES
    return no(_("The unit closes it; the coordinator once the time given is over."))


def _request(sheet: ScoreSheet) -> SupplementRequest | None:
    open_ones = sheet.supplement_requests.filter(answer=SupplementRequest.Answer.OPEN)
    return open_ones.select_related("asked_by").first()


def _out_of_place(sheet: ScoreSheet) -> str:
    """Say where a sheet stands, to who tries a move that does not lead on from there."""
    match sheet.state:
        case State.DRAFT:
            return _("The sheet is still being filled in; it has not been sent up or submitted.")
        case State.REOPENED:
            return _("The sheet is open again and has not been submitted anew.")
    return closed_reason(sheet)


S = State
MOVES: Mapping[str, Move] = MappingProxyType({
    "send_up": Move((S.DRAFT, S.REOPENED), (S.WITH_HEAD,), _may_send_up),
    "take_back": Move((S.WITH_HEAD,), (S.DRAFT, S.REOPENED), _who_prepares),
    "return_inside": Move((S.WITH_HEAD, S.SIGNED), (S.DRAFT, S.REOPENED), _who_signs),
    "sign": Move((S.WITH_HEAD,), (S.SIGNED,), _may_sign),
    "submit": Move((S.DRAFT, S.REOPENED, S.SIGNED), (S.SUBMITTED,), _may_submit),
    "return_for_repair": Move((S.SUBMITTED,), (S.REOPENED,), _who_steers),
    "supplement": Move((S.SUBMITTED,), (S.REOPENED,), _may_supplement),
    "ask_supplement": Move((S.SUBMITTED,), (S.SUBMITTED,), _may_ask_supplement),
    "grant_supplement": Move((S.SUBMITTED,), (S.REOPENED,), _may_answer_supplement),
    "refuse_supplement": Move((S.SUBMITTED,), (S.SUBMITTED,), _may_answer_supplement),
    "close_reopening": Move(
        (S.REOPENED, S.WITH_HEAD, S.SIGNED), (S.SUBMITTED,), _may_close_reopening
    ),
})  # fmt: skip


def diagram() -> str:
    """Return ``MOVES`` as a state diagram in Mermaid; it stands in the documentation.

    Two targets are those of a sheet never submitted before, and of one that has been.
    """
    edges = [
        f"    {source} --> {target}: {name}"
        for name, move in MOVES.items()
        for source in move.sources
        for target in _targets(move, source)
    ]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {State.DRAFT}", *edges])


def _targets(move: Move, source: State) -> tuple[State, ...]:
    return tuple(target for target in move.targets if target != source or len(move.targets) == 1)
