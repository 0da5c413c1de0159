"""What the interface for programs keeps of an account: first answers, and the count of a minute.

They belong to accounts, and the interface has no tables of its own.
"""

from datetime import timedelta

from django.db import connections, models
from django.db.models.functions import Now, TruncMinute
from django.utils.translation import gettext_lazy as _

from openpar.people.models.account import User

#: How long the answer to a request is kept for whoever asks again with the same key.
KEPT_FOR = timedelta(days=30)


class KeptAnswerQuerySet(models.QuerySet["KeptAnswer"]):
    """All reads of kept answers."""

    def outworn(self) -> "KeptAnswerQuerySet":
        """Return those that need not be kept any more."""
        return self.filter(at__lt=Now() - KEPT_FOR)


class KeptAnswer(models.Model):
    """The first answer to an unsafe request with an idempotency key, one per account and key.

    Written in the transaction of the change it tells of. ``request_hash`` is the SHA-256 of what
    was asked; ``body`` the answer as it was sent.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="kept_answers")
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    content_type = models.CharField(max_length=100, blank=True, default="")
    location = models.CharField(max_length=500, blank=True, default="")
    body = models.TextField(blank=True, default="")
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [
            models.UniqueConstraint("user", "key", name="one_answer_per_account_and_key")
        ]
        indexes = [models.Index("user", "at", name="kept_answers_by_age")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"


#: One statement counts and answers; the lock of the row makes parallel requests take turns.
_COUNT = """
    INSERT INTO people_requestcount AS known (caller, minute, requests)
    VALUES (%s, date_trunc('minute', now()), 1)
    ON CONFLICT (caller) DO UPDATE SET
        requests = CASE WHEN known.minute = excluded.minute THEN known.requests + 1 ELSE 1 END,
        minute = excluded.minute
    RETURNING requests
"""


class RequestCountQuerySet(models.QuerySet["RequestCount"]):
    """All reads of counts, and the counting itself: a counter is no fact worth an event."""

    def count_one(self, caller: str) -> int:
        """Count one more request of ``caller``; return how many this minute has seen.

        The minute is the database clock's. One query.
        """
        with connections[self.db].cursor() as cursor:
            cursor.execute(_COUNT, [caller])
            return cursor.fetchone()[0]


class RequestCount(models.Model):
    """How many requests a caller (a token, or an account) has sent in its newest minute."""

    caller = models.CharField(max_length=50, unique=True)
    minute = models.DateTimeField(db_default=TruncMinute(Now()))
    requests = models.PositiveIntegerField(default=0)

    objects = RequestCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of requests")
        verbose_name_plural = _("counts of requests")

    def __str__(self) -> str:
        return f"{self.caller}: {self.requests}"
