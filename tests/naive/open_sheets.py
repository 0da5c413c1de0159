"""Wrong twin of the sheets' visibility: being signed in is enough."""

from django.db.models import QuerySet

from openpar.assessments.models import ScoreSheet
from openpar.people.models import User


def visible_to_whoever_knows_the_address(user: User) -> QuerySet[ScoreSheet]:
    """Return every sheet to everybody."""
    return ScoreSheet.objects.all() if user.is_authenticated else ScoreSheet.objects.none()
