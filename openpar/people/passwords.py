"""How a person comes to an own password: a link that works once, or a temporary password.

Nobody stores either. The link is signed by the server and dies with the first password set through
it, with the next reset, with sign-in, and after ``PASSWORD_RESET_TIMEOUT``. A temporary password
opens nothing but the page on which it is changed.
"""

import secrets

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from openpar.people.models import User

#: Letters and digits that are not taken for one another when read aloud or from paper.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def link_for(account: User) -> str:
    """Return the path of the page on which ``account`` sets its password, once."""
    key = urlsafe_base64_encode(force_bytes(account.pk))
    token = default_token_generator.make_token(account)
    return reverse("people:set_password", args=[key, token])


def account_behind(key: str, token: str) -> User | None:
    """Return the open account of a link, or ``None`` where the link is not good (any more)."""
    try:
        primary_key = int(force_str(urlsafe_base64_decode(key)))
    except ValueError:
        return None
    account = (
        User.objects.filter(pk=primary_key, is_active=True).first() if _fits(primary_key) else None
    )
    if account is None or not default_token_generator.check_token(account, token):
        return None
    return account


def temporary_password() -> str:
    """Return a random password of 16 letters and digits in groups, 79 bits."""
    groups = ["".join(secrets.choice(_READABLE) for _ in range(_GROUP)) for _ in range(_GROUPS)]
    return "-".join(groups)


def _fits(primary_key: int) -> bool:
    return 0 < primary_key < 2**63
