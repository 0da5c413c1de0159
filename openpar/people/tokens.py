"""What happens to personal tokens: made by the person, shown once, revoked. Each with its event."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from openpar.audit.log import record
from openpar.people.models import PersonalToken, User
from openpar.people.models.token import digest_of

#: By which a leaked token is recognised wherever it turns up.
PREFIX = "openpar_"
#: For how many days a token may be made.
DAYS = (7, 30, 90, 365)
HINT_LENGTH = 4


@transaction.atomic
def create_token(*, by: User, title: str, scope: str, days: int) -> tuple[PersonalToken, str]:
    """Make a token for one's own account; return it and the secret, which nobody sees again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = PersonalToken.objects.create(
        user=by,
        title=title.strip(),
        scope=scope,
        digest=digest_of(secret),
        hint=secret[-HINT_LENGTH:],
        password_mark=by.get_session_auth_hash(),
        expires_at=Now() + timedelta(days=days),
    )
    token.refresh_from_db()
    record(
        "people.token_created", token, by=by, scope=scope, expires_at=token.expires_at.isoformat()
    )
    return token, secret


@transaction.atomic
def revoke_token(token: PersonalToken, *, by: User) -> PersonalToken:
    """End a token at once; doing it twice changes nothing."""
    token = PersonalToken.objects.select_for_update().get(pk=token.pk, user=by)
    if token.revoked_at is None:
        PersonalToken.objects.filter(pk=token.pk).update(revoked_at=Now())
        token.refresh_from_db()
        record("people.token_revoked", token, by=by)
    return token
