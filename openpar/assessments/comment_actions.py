"""What happens to the discussion of a criterion: something is written, something is read."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.assessments import comment_permissions as permissions
from openpar.assessments.models import ScoreItem
from openpar.assessments.models.comment import LONGEST, Comment, CommentReading, newest_of
from openpar.audit.log import record
from openpar.people.models import User


@transaction.atomic
def write_comment(item: ScoreItem, text: str, *, by: User) -> Comment:
    """Write a comment; who writes has read what stands there.

    Raises
    ------
    PermissionDenied
        With the reason.
    ValidationError
        Nothing is said, or too much.
    """
    permissions.may_comment(by, item).or_403()
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError(_("Write something first."))
    if len(text) > LONGEST:
        raise ValidationError(
            _("A comment has at most %(most)d characters; this one has %(length)d.")
            % {"most": LONGEST, "length": len(text)}
        )
    side = permissions.side_of(by, item)
    comment = Comment.objects.create(item=item, by=by, side=side, text=text)
    _note(item, comment.pk, by)
    record(
        "assessments.commented", item, by=by, criterion=item.criterion.code, comment=comment.pk,
        side=side.value,
    )  # fmt: skip
    return comment


@transaction.atomic
def read_discussion(item: ScoreItem, *, by: User) -> None:
    """Note that a person has read a discussion as far as it goes. Personal, and no event."""
    permissions.may_read_discussion(by, item).or_403()
    newest = newest_of(item)
    if newest is not None:
        _note(item, newest, by)


def _note(item: ScoreItem, newest: int, by: User) -> None:
    CommentReading.objects.update_or_create(item=item, user=by, defaults={"upto_id": newest})
