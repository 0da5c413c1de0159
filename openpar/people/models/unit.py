"""Units: the organisations that are scored, and those that score them."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from openpar.people.models.validity import ValidQuerySet
from openpar.people.search import FoldedField, fold


class UnitQuerySet(ValidQuerySet):
    """All reads of units."""

    def matching(self, text: str) -> "UnitQuerySet":
        """Return units whose name, short name or code holds ``text``, diacritics ignored."""
        return self.filter(search__contains=fold(text)) if text.strip() else self

    def for_list(self) -> "UnitQuerySet":
        """Return what a list of units prints, in one query: by type, then by name."""
        types = [When(kind=kind, then=Value(order)) for order, kind in enumerate(Unit.Kind.values)]
        return self.select_related("parent").order_by(Case(*types), "search", "code")


class Unit(models.Model):
    """An organisation of the state, for as long as its decision holds.

    ``attributes`` are what criteria may ask of a unit (``mountain: true``), by name.
    """

    class Kind(models.TextChoices):
        """Types of units. The district ended on 30/06/2025 and stays for history."""

        PROVINCE = "province", _("province or centrally run city")
        MINISTRY = "ministry", _("ministry or ministerial-level agency")
        DEPARTMENT = "department", _("department")
        SPECIAL_AGENCY = "special_agency", _("special agency")
        DISTRICT = "district", _("district (until 30/06/2025)")
        WARD = "ward", _("ward")
        COMMUNE = "commune", _("commune")
        SPECIAL_ZONE = "special_zone", _("special zone")
        DIVISION = "division", _("division")

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=250)
    name_en = models.CharField(_("English name"), max_length=250, blank=True)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    kind = models.CharField(_("type of unit"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("superior unit"),
    )
    administrative_code = models.CharField(_("administrative code"), max_length=20, blank=True)
    electronic_code = models.CharField(_("electronic identifier"), max_length=50, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    search = FoldedField("name", "short_name", "code")

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="unit_valid_to_after_from",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[
                    "province", "ministry", "department", "special_agency", "district",
                    "ward", "commune", "special_zone", "division",
                ]),
                name="unit_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="unit_not_own_parent"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def attribute_list(self) -> list[tuple[str, str]]:
        """What criteria may ask of the unit, as names and words: yes, no, or the value."""
        words = {True: _("yes"), False: _("no")}
        return [
            (name, str(words[value]) if isinstance(value, bool) else str(value))
            for name, value in self.attributes.items()
        ]
