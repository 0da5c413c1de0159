"""What happens to feedback: given, answered, closed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.messages import permissions
from openpar.messages.models import Feedback
from openpar.people.models import User

State = Feedback.State

#: The moves of feedback: from, to, who may.
MOVES = {
    "answer": (State.NEW, State.ANSWERED, permissions.may_answer_feedback),
    "close": (State.ANSWERED, State.CLOSED, permissions.may_answer_feedback),
    "close_unanswered": (State.NEW, State.CLOSED, permissions.may_answer_feedback),
}

#: How much one person may send in an hour.
MOST_PER_HOUR = 10


@transaction.atomic
def give_feedback(
    *, by: User, text: str, page: str = "", page_title: str = "", width: int | None = None
) -> Feedback:
    """Send feedback to the coordinator.

    Raises
    ------
    django.core.exceptions.ValidationError
        The person has sent as much as an hour allows.
    """
    User.objects.select_for_update().get(pk=by.pk)  # two at once are counted one after the other
    if Feedback.objects.filter(sender=by).within_hour().count() >= MOST_PER_HOUR:
        raise ValidationError(
            _("You have sent %(most)d messages within an hour. Wait a while, then send this one.")
            % {"most": MOST_PER_HOUR}
        )
    feedback = Feedback.objects.create(
        sender=by, text=text, page=page, page_title=page_title, width=width
    )
    record("messages.feedback_given", feedback, by=by, page=page)
    return feedback


@transaction.atomic
def move_feedback(feedback: Feedback, name: str, *, by: User, answer: str = "") -> Feedback:
    """Make one move of ``MOVES``; to answer, or to close without an answer, needs its text.

    Raises
    ------
    django.core.exceptions.ValidationError
        The text is missing, or somebody else has moved it on meanwhile.
    """
    before, after, may = MOVES[name]
    feedback = Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    may(by, feedback).or_403()
    if feedback.state != before:
        raise ValidationError(_("Somebody else has dealt with this already. Reload the page."))
    if before == State.NEW and not answer.strip():
        raise ValidationError(_("Write an answer: the sender reads it."))
    feedback.state = after
    if answer.strip():
        feedback.answer, feedback.answered_by, feedback.answered_at = answer.strip(), by, Now()
    feedback.save()
    feedback.refresh_from_db()
    record(f"messages.feedback_{after}", feedback, by=by, answer=answer.strip())
    return feedback
