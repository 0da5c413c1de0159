"""Facts of a unit: what may change while it stays the same unit."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

#: Two digits for a province, five for a commune, three for the district of old.
ADMINISTRATIVE_CODE = r"^([0-9]{2}|[0-9]{3}|[0-9]{5})?$"
#: Decision 20/2020/QĐ-TTg: at most 35 of the digits, capital letters and the dot.
ELECTRONIC_CODE = r"^[0-9A-Z.]{0,35}$"
#: The names of the facts, in the order of the pages.
FACTS = (
    "name", "short_name", "name_en", "kind", "parent", "administrative_class", "block",
    "administrative_code", "electronic_code",
)  # fmt: skip
#: The same as columns.
FACT_COLUMNS = tuple("parent_id" if name == "parent" else name for name in FACTS)


class UnitFacts(models.Model):
    """What is true of a unit for a time. ``block`` is the block a decision puts the unit in, as it
    is written there (khối tổng hợp, khối văn hóa – xã hội …)."""

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

    class AdministrativeClass(models.TextChoices):
        """Classes of administrative units by Decree 307/2025/NĐ-CP."""

        SPECIAL = "special", _("special class")
        FIRST = "1", _("class I")
        SECOND = "2", _("class II")
        THIRD = "3", _("class III")

    name = models.CharField(_("name"), max_length=250)
    name_en = models.CharField(_("English name"), max_length=250, blank=True)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    kind = models.CharField(_("type of unit"), max_length=20, choices=Kind)
    administrative_class = models.CharField(
        _("class of administrative unit"), max_length=10, choices=AdministrativeClass, blank=True
    )
    block = models.CharField(_("block"), max_length=100, blank=True)
    administrative_code = models.CharField(
        _("administrative code"),
        max_length=20,
        blank=True,
        validators=[
            RegexValidator(
                ADMINISTRATIVE_CODE,
                _(
                    "An administrative code has 2 digits for a province and 5 for a commune, "
                    "for example 01 or 00004 (3 for a district of old)."
                ),
            )
        ],
    )
    electronic_code = models.CharField(
        _("electronic identifier"),
        max_length=35,
        blank=True,
        validators=[
            RegexValidator(
                ELECTRONIC_CODE,
                _(
                    "An electronic identifier has at most 35 characters: digits, capital letters "
                    "A–Z and dots, for example H01.02 (Decision 20/2020/QĐ-TTg)."
                ),
            )
        ],
    )

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    def facts(self) -> dict[str, object]:
        """Return the facts by name; the superior unit as the unit."""
        return {name: getattr(self, name) for name in FACTS}

    @classmethod
    def fact_label(cls, name: str) -> str:
        """Return a fact's name in the reader's language."""
        return str(cls._meta.get_field(name).verbose_name)


def written_fact(name: str, value: object) -> str:
    """Return the value of a fact as people read it."""
    words = {"kind": UnitFacts.Kind, "administrative_class": UnitFacts.AdministrativeClass}
    if value and name in words:
        return str(words[name](value).label)
    return str(value or "")


def fact_constraints(table: str) -> list[models.CheckConstraint]:
    """Return what never may be false of facts, whoever writes them."""
    return [
        models.CheckConstraint(
            condition=Q(kind__in=[
                "province", "ministry", "department", "special_agency", "district",
                "ward", "commune", "special_zone", "division",
            ]),
            name=f"{table}_kind_known",
        ),
        models.CheckConstraint(
            condition=Q(administrative_class__in=["", "special", "1", "2", "3"]),
            name=f"{table}_class_known",
        ),
        models.CheckConstraint(
            condition=Q(administrative_code__regex=ADMINISTRATIVE_CODE),
            name=f"{table}_administrative_code_form",
        ),
        models.CheckConstraint(
            condition=Q(electronic_code__regex=ELECTRONIC_CODE),
            name=f"{table}_electronic_code_form",
        ),
    ]  # fmt: skip
