"""Wrong twin of the counters of a discussion: it counts for everybody who may read the sheet."""

from openpar.assessments.models import Comment, ScoreItem, ScoreSheet
from openpar.people.models import User


def talkative_counter(user: User, sheet: ScoreSheet) -> int:
    """Count the comments on what ``user`` may see of a sheet."""
    seen = ScoreItem.objects.visible_to(user).filter(sheet=sheet)
    return Comment.objects.filter(item__in=seen).exclude(by=user).count()
