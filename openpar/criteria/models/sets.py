"""Criteria sets as they were decided. A published set is frozen by triggers (migration 0001) and
identified by the hash of its text.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.criteria.exact import ExactField
from openpar.people.models import Role, Unit, User
from openpar.scoring.sets import model as scoring
from openpar.scoring.sets.reading import read_set


class CriteriaSetQuerySet(models.QuerySet["CriteriaSet"]):
    """All reads of criteria sets."""

    def published(self) -> "CriteriaSetQuerySet":
        """Return the sets in force or once in force."""
        return self.filter(state=CriteriaSet.State.PUBLISHED)

    def for_list(self) -> "CriteriaSetQuerySet":
        """Return what a list prints, without the text, newest decision first."""
        leaves = models.Count("criteria", filter=Q(criteria__is_leaf=True))
        newest = F("decision_date").desc(nulls_last=True)
        return self.defer("text").annotate(leaf_count=leaves).order_by(newest, "code", "-version")

    def visible_to(self, user: User) -> "CriteriaSetQuerySet":
        """Return published sets; drafts only for those who prepare or audit them.

        The set of an inner exercise is the business of its body and of the divisions below it.
        """
        if user.holds(Role.AUDITOR):
            return self
        posts = user.units(*Role.values)
        theirs = {key for unit in posts for key in (unit.pk, unit.parent_id) if key}
        seen = Q(owner__isnull=True) | Q(owner__in=theirs)
        kept = Q(owner__in=[u.pk for u in user.units(Role.COORDINATOR, Role.INNER_COORDINATOR)])
        if user.holds(Role.COORDINATOR):
            kept |= Q(owner__isnull=True)
        return self.filter(kept | (seen & Q(state=CriteriaSet.State.PUBLISHED)))


class CriteriaSet(models.Model):
    """One version of a set. An amendment is a new version; the old one stays as it was.

    ``owner`` is the body of an inner exercise; sets of the standing body have none.
    ``text`` is the set file as it was loaded, ``sha256`` the hash of its UTF-8 bytes in hex,
    ``defects`` what ``check_set`` found: ``{check, line, message_vi, message_en}`` each.
    """

    class State(models.TextChoices):
        """A draft may be loaded again with defects; a published set is frozen."""

        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    code = models.CharField(_("code"), max_length=100)
    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=500)
    title_en = models.CharField(_("English title"), max_length=500, blank=True)
    level = models.CharField(_("level"), max_length=50)
    kind = models.CharField(_("kind of set"), max_length=50)
    total = ExactField(_("total points"))
    text = models.TextField(_("set file"))
    sha256 = models.CharField(_("hash (SHA-256)"), max_length=64, db_index=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    defects = models.JSONField(_("defects"), default=list, blank=True)
    decision_number = models.CharField(_("decision number"), max_length=100, blank=True)
    decision_date = models.DateField(_("decision date"), null=True, blank=True)
    issuer = models.CharField(_("issuer"), max_length=250, blank=True)
    in_force = models.DateField(_("in force from"), null=True, blank=True)
    in_force_to = models.DateField(_("in force to"), null=True, blank=True)
    owner = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="criteria_sets",
        verbose_name=_("body whose set it is"),
    )  # fmt: skip
    loaded_at = models.DateTimeField(_("loaded at"), db_default=Now(), editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = CriteriaSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("criteria set")
        verbose_name_plural = _("criteria sets")
        constraints = [
            models.UniqueConstraint("code", "version", name="one_version_of_a_set"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state="published", published_at__isnull=False, defects=[]),
                name="published_set_has_no_defect",
            ),
        ]

    def __str__(self) -> str:
        return _("%(code)s, version %(version)d") % {"code": self.code, "version": self.version}

    @property
    def parsed(self) -> scoring.CriteriaSet:
        """The set as ``scoring`` reads it; parsed once per text and process.

        The text is fetched only when this process has not parsed it yet, so lists may defer it.
        """
        return _parsed(_Text(self.sha256, self))

    @property
    def is_published(self) -> bool:
        """Whether the set is frozen."""
        return self.state == self.State.PUBLISHED


@dataclass(frozen=True, slots=True)
class _Text:
    """A key of the cache: equal hashes are equal texts."""

    sha256: str
    row: CriteriaSet = field(compare=False)


@lru_cache(maxsize=32)
def _parsed(key: _Text) -> scoring.CriteriaSet:
    return read_set(key.row.text)


class Criterion(models.Model):
    """A node of a set as a row, so that sheets, layers and marks can point at it.

    ``position`` counts the nodes in the order of the document from 1. ``field_code`` is the code
    of the field above (or of the node itself); for bonus and penalty blocks the block's name.
    """

    class Block(models.TextChoices):
        """Where a node stands in its set."""

        FIELD = "field", _("field")
        BONUS = "bonus", _("bonus points")
        PENALTY = "penalty", _("penalty points")

    set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="criteria")
    code = models.CharField(_("code"), max_length=50)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(help_text=_("0 for a field"))
    title = models.TextField(_("title"))
    title_en = models.TextField(_("English title"), blank=True)
    maximum = ExactField(_("maximum points"), null=True)
    is_leaf = models.BooleanField()
    source = models.CharField(_("source of points"), max_length=20)
    lead = models.CharField(_("lead agency"), max_length=50, blank=True)
    block = models.CharField(max_length=10, choices=Block, default=Block.FIELD)
    field_code = models.CharField(_("field"), max_length=50)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ("set", "position")
        constraints = [
            models.UniqueConstraint("set", "code", name="one_criterion_per_code"),
            models.UniqueConstraint("set", "position", name="one_criterion_per_position"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
