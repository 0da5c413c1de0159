"""Personal tokens: how a program of one's own acts for an account through the interface.

A token is shown once; only its hash is kept. It holds until its day, until it is revoked, and
never longer than the password it was made under.
"""

import hashlib

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.people.models.account import User


def digest_of(secret: str) -> str:
    """Return the SHA-256 of a token in hex. A token has 256 random bits: no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class PersonalTokenQuerySet(models.QuerySet["PersonalToken"]):
    """All reads of tokens."""

    def with_standing(self) -> "PersonalTokenQuerySet":
        """Add ``is_over``: whether its day has passed, by the database clock; newest first."""
        over = models.Case(models.When(expires_at__lte=Now(), then=True), default=False)
        return self.annotate(is_over=over).order_by("-pk")

    def behind(self, secret: str) -> "PersonalToken | None":
        """Return the token in force that ``secret`` is, with its account: one query."""
        rows = self.filter(
            digest=digest_of(secret),
            revoked_at__isnull=True,
            expires_at__gt=Now(),
            user__is_active=True,
        )
        found = rows.select_related("user").first()
        if found is None or found.password_mark != found.user.get_session_auth_hash():
            return None
        return found


class PersonalToken(models.Model):
    """A token of one account. ``scope``: read, or also write what the person may write.

    ``hint`` are its last characters, by which a person recognises it; ``password_mark`` ties it to
    the password of its time, as sessions are.
    """

    class Scope(models.TextChoices):
        """What a token is good for; the person's appointments decide the rest."""

        READ = "read", _("read")
        WRITE = "write", _("read and write")

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    title = models.CharField(_("what it is for"), max_length=100)
    scope = models.CharField(_("good for"), max_length=10, choices=Scope, default=Scope.READ)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(_("ends with"), max_length=10)
    password_mark = models.CharField(max_length=128)
    created_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = PersonalTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal token")
        verbose_name_plural = _("personal tokens")
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=["read", "write"]), name="token_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="token_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title
