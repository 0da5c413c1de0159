"""Wrong twin of making a token: it keeps what it should only recognise."""

from datetime import timedelta

from django.db.models.functions import Now

from openpar.people.models import PersonalToken, User


def keep_readable(user: User, secret: str) -> PersonalToken:
    """Store the secret itself where its hash belongs."""
    return PersonalToken.objects.create(
        user=user, title="x", digest=secret, hint=secret[-4:], expires_at=Now() + timedelta(days=1)
    )
