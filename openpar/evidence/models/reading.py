"""What the program has read from a revision. Derived: reading anew replaces it, no event is lost.

The bytes of a revision never change, so neither does what can be read from them, except that a
newer reader reads better: ``RevisionReading.reader`` says which one it was.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openpar.evidence.models.document import WORDS
from openpar.evidence.models.revision import Revision
from openpar.people.search import prefix_query

#: Raised when texts, boxes or verdicts would come out otherwise; older readings are done anew.
READER = 2


class RevisionReadingQuerySet(models.QuerySet):
    """All reads of readings."""

    def done(self) -> "RevisionReadingQuerySet":
        """Return the readings that came to their end, with whichever result."""
        return self.exclude(state=RevisionReading.State.READING)

    def matching(self, text: str) -> "RevisionReadingQuerySet":
        """Return readings whose text has a word that begins like each word of ``text``.

        Without marks, by the index. Personal data is in no index: a number that is hidden from a
        reader cannot be found out by searching for it.
        """
        wanted = prefix_query(text)
        if not wanted:
            return self
        query = SearchQuery(wanted, search_type="raw", config="simple")
        return self.filter(words=query)


class RevisionReading(models.Model):
    """The text of one revision and what it says of itself, or why it cannot be read.

    ``pages`` counts those of the file, as far as they were read; ``drawable`` tells whether they
    can be shown as pictures. ``bands`` are the keys of the text's sketch (``similarity``).
    ``search`` holds the folded words without personal data.
    """

    class State(models.TextChoices):
        """How far the reading is. What is read partly is read; ``problem`` says what is missing."""

        READING = "reading", _("being read")
        READ = "read", _("has been read")
        UNREADABLE = "unreadable", _("cannot be read")

    class Problem(models.TextChoices):
        """Why a file was not read, or not to its end."""

        NONE = "", ""
        LOCKED = "locked", _("The file is locked by a password.")
        DAMAGED = "damaged", _("The file is damaged.")
        HUGE = "huge", _("The file is too large once it is unpacked.")
        LATE = "late", _("Reading took too long and was stopped.")
        PAGES = "pages", _("Only the first pages were read: there are too many.")
        PARTLY = "partly", _("Only the first pages could be read.")
        EMPTY = "empty", _("No text was found in it.")
        NO_RECOGNITION = "no_recognition", _("Scanned pages cannot be read on this machine.")
        NO_CONVERSION = "no_conversion", _("This kind of file cannot be read on this machine.")
        INTERRUPTED = "interrupted", _("Reading was interrupted three times.")
        SECRET = "secret", _("It bears a mark of secrecy; nothing of its text is kept.")
        ABSENT = "absent", _("The file is not in the store.")

    revision = models.OneToOneField(Revision, models.PROTECT, related_name="reading")
    reader = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.READING)
    problem = models.CharField(max_length=20, choices=Problem, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=1)
    pages = models.PositiveIntegerField(default=0)
    drawable = models.BooleanField(default=False)
    number = models.TextField(blank=True, default="")
    symbol = models.TextField(blank=True, default="")
    day = models.DateField(null=True, blank=True)
    issuer = models.TextField(blank=True, default="")
    abstract = models.TextField(blank=True, default="")
    bands = ArrayField(models.BigIntegerField(), default=list, blank=True)
    search = models.TextField(blank=True, default="")
    # Stored, for a frequent word is looked up again in each of thousands of long texts.
    words = models.GeneratedField(
        expression=WORDS, output_field=SearchVectorField(), db_persist=True
    )
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RevisionReadingQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="words_of_a_reading"),
            GinIndex(fields=["bands"], name="reading_bands"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="reading", finished_at__isnull=True)
                | (~models.Q(state="reading") & models.Q(finished_at__isnull=False)),
                name="reading_finishes_once_it_is_done",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="unreadable") | ~models.Q(problem=""),
                name="unreadable_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"reading of revision {self.revision_id}: {self.state}"


class ReadPage(models.Model):
    """One page: its text, and the boxes of personal data on its picture.

    ``boxes``: left, top, right, bottom as shares of breadth and height. A file without pages is one
    page.
    """

    class Source(models.TextChoices):
        """Whence the text comes."""

        LAYER = "layer", _("text of the file")
        RECOGNISED = "recognised", _("recognised from the picture")
        FILE = "file", _("words of the file")

    reading = models.ForeignKey(RevisionReading, models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    source = models.CharField(max_length=20, choices=Source)
    boxes = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("reading", "number", name="one_text_per_page"),
        ]

    def __str__(self) -> str:
        return f"page {self.number} of {self.reading}"


class RevisionSignature(models.Model):
    """One digital signature of a PDF, as ``signatures.Signature`` judged it; never a hindrance."""

    class Verdict(models.TextChoices):
        """What it is worth (``signatures.Verdict``)."""

        VALID = "valid", _("valid")
        TIME_UNPROVEN = "time_unproven", _("valid, time not certified")
        UNKNOWN_SIGNER = "unknown_signer", _("signer not known")
        CHANGED = "changed", _("changed after signing")
        EXPIRED = "expired", _("certificate expired")
        REVOKED = "revoked", _("certificate revoked")
        NOT_CHECKABLE = "not_checkable", _("cannot be checked")

    reading = models.ForeignKey(RevisionReading, models.CASCADE, related_name="signatures")
    position = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=20, choices=Verdict)
    signer = models.TextField(blank=True, default="")
    organisation = models.TextField(blank=True, default="")
    signed_at = models.DateTimeField(null=True, blank=True)
    proven = models.BooleanField(default=False)
    revocation_known = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("reading", "position", name="one_signature_per_position"),
        ]

    def __str__(self) -> str:
        return f"{self.signer}: {self.verdict}"


class SimilarTextQuerySet(models.QuerySet):
    """All reads of similar texts."""

    def of(self, revision: Revision) -> "SimilarTextQuerySet":
        """Return the pairs of one revision, most alike first."""
        pairs = self.filter(models.Q(first=revision) | models.Q(second=revision))
        return pairs.order_by("-permille", "pk")


class SimilarText(models.Model):
    """Two revisions of different units with nearly the same text, counted in thousandths.

    Who sees only the own unit learns that there is such a text, never whose.
    """

    first = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    second = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    permille = models.PositiveSmallIntegerField()

    objects = SimilarTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("first", "second", name="one_row_per_pair_of_texts"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="a_pair_in_one_order"
            ),
            models.CheckConstraint(
                condition=models.Q(permille__lte=1000), name="not_more_than_the_same"
            ),
        ]

    def __str__(self) -> str:
        return f"revisions {self.first_id} and {self.second_id}: {self.permille}‰"

    def other(self, revision: Revision) -> Revision:
        """Return the one of the two that ``revision`` is not."""
        return self.second if self.first_id == revision.pk else self.first
