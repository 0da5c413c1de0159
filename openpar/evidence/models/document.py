"""Documents as the register book describes them: one row a document of one unit."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.criteria import exercises
from openpar.criteria.models import Membership
from openpar.criteria.models.exercise import Exercise
from openpar.people.models import Role, Unit, User
from openpar.people.scopes import Reach, roles_with
from openpar.people.search import WordsField, prefix_query

#: The words of a document as PostgreSQL indexes them: as they stand, in no language.
WORDS = SearchVector("search", config="simple")


class Form(models.TextChoices):
    """What stands behind an entry: files, a page of the web, or what inspectors saw."""

    FILE = "file", _("file")
    LINK = "link", _("web link")
    INSPECTED = "inspected", _("inspected on the spot")


class Secrecy(models.TextChoices):
    """The degrees of the Law on protection of state secrets, and what has none."""

    NORMAL = "normal", _("not classified")
    CONFIDENTIAL = "confidential", _("confidential")
    SECRET = "secret", _("secret")
    TOP_SECRET = "top_secret", _("top secret")


class DocumentQuerySet(models.QuerySet):
    """All reads of the register."""

    def visible_to(self, user: User) -> "DocumentQuerySet":
        """The own units' documents; those of the units whose sheets one oversees.

        The standing body moreover sees the registers of units that no inner exercise scores. The
        auditor sees all. Appraisers reach a file through its use on a sheet, never from here.
        """
        if user.holds(Role.AUDITOR):
            return self
        own = user.units(*roles_with(sheets=Reach.OWN_UNIT))
        seen = models.Q(owner__in=[unit.pk for unit in own])
        if user.holds(Role.COORDINATOR, Role.INNER_COORDINATOR):
            overseen = Membership.objects.filter(exercises.overseen_by(user, "cycle__"))
            seen |= models.Q(owner__in=overseen.values("unit"))
        if user.holds(Role.COORDINATOR):
            inner = Membership.objects.filter(cycle__exercise=Exercise.INSIDE_BODY)
            seen |= ~models.Q(owner__in=inner.values("unit"))
        return self.filter(seen)

    def matching(self, text: str) -> "DocumentQuerySet":
        """Return documents with a word that begins like each word of ``text``, without marks.

        ``ke hoach 12`` finds ``Kế hoạch … số 12/KH-UBND``; an index answers.
        """
        wanted = prefix_query(text)
        if not wanted:
            return self
        query = SearchQuery(wanted, search_type="raw", config="simple")
        return self.alias(words=WORDS).filter(words=query)


class Document(models.Model):
    """One document of one unit.

    ``number`` and ``symbol`` stand apart as in the register: 12 and KH-UBND. ``kind`` is the word
    a criteria set uses for the evidence it asks for (plan, report …), or empty. ``effective_from``
    to ``effective_to``: its validity, of a certificate too; an open end is null.
    """

    owner = models.ForeignKey(
        Unit, models.PROTECT, related_name="documents", verbose_name=_("unit")
    )
    form = models.CharField(_("form"), max_length=20, choices=Form, default=Form.FILE)
    number = models.TextField(_("number"), blank=True, default="")
    symbol = models.TextField(_("symbol"), blank=True, default="")
    date = models.DateField(_("date of the document"), null=True, blank=True)
    issuer = models.TextField(_("issuer"), blank=True, default="")
    abstract = models.TextField(_("abstract"), blank=True, default="")
    kind = models.TextField(_("kind of document"), blank=True, default="")
    effective_from = models.DateField(_("effective from"), null=True, blank=True)
    effective_to = models.DateField(_("effective to"), null=True, blank=True)
    secrecy = models.CharField(
        _("secrecy class"), max_length=20, choices=Secrecy, default=Secrecy.NORMAL
    )
    criterion_code = models.TextField(blank=True, default="", help_text="as its folder was named")
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(db_default=Now(), editable=False)
    search = WordsField("number", "symbol", "issuer", "abstract")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(WORDS, name="document_words"),
            models.Index(fields=["owner", "-id"], name="documents_of_a_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True)
                | models.Q(effective_from__isnull=True)
                | models.Q(effective_to__gte=models.F("effective_from")),
                name="document_effective_to_after_from",
            ),
            models.CheckConstraint(
                condition=models.Q(secrecy=Secrecy.NORMAL) | models.Q(form=Form.INSPECTED),
                name="classified_documents_are_inspected_on_the_spot",
            ),
            models.CheckConstraint(
                condition=models.Q(form__in=Form.values), name="document_form_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(secrecy__in=Secrecy.values), name="document_secrecy_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.reference or self.abstract

    @property
    def reference(self) -> str:
        """Number and symbol as they are cited: ``12/KH-UBND``."""
        return "/".join(part for part in (self.number, self.symbol) if part)
