"""Units: the organisations that are scored, and those that score them.

What may change while a unit stays the same – name, type, superior, class, block, codes – are its
*facts*. ``Unit`` carries the facts in force today; once a unit has changed, ``UnitPeriod`` holds
the facts of every period, and those of ``Unit`` are derived from it in one place,
``UnitQuerySet.derive_facts``.
"""

from datetime import date
from functools import reduce
from operator import or_

from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Count, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from openpar.people.models.facts import FACT_COLUMNS, FACTS, UnitFacts, fact_constraints
from openpar.people.models.validity import ValidQuerySet
from openpar.people.search import FoldedField, fold

#: A code is part of addresses, file names and events.
CODE = r"^[0-9A-Za-zĐđ][0-9A-Za-zĐđ._-]*$"


class UnitQuerySet(ValidQuerySet):
    """All reads of units."""

    def matching(self, text: str) -> "UnitQuerySet":
        """Return units whose name, short name or code holds ``text``, diacritics ignored."""
        return self.filter(search__contains=fold(text)) if text.strip() else self

    def for_list(self) -> "UnitQuerySet":
        """Return what a list of units prints, in one query: by type, then by name."""
        types = [When(kind=kind, then=Value(order)) for order, kind in enumerate(Unit.Kind.values)]
        return self.select_related("parent").order_by(Case(*types), "search", "code")

    def below(self, unit: "Unit") -> "UnitQuerySet":
        """Return the units below ``unit``, at most three levels down, as they stand today."""
        levels = ("parent", "parent__parent", "parent__parent__parent")
        return self.filter(reduce(or_, (Q(**{level: unit}) for level in levels)))

    def below_code(self, code: str) -> "UnitQuerySet":
        """Return the units below the one with this code; none where there is no such unit."""
        unit = Unit.objects.filter(code__iexact=code.strip()).first()
        return self.below(unit) if unit else self.none()

    def matching_block(self, text: str) -> "UnitQuerySet":
        """Return units whose block holds ``text``."""
        return self.filter(block__icontains=text.strip()) if text.strip() else self

    def with_children_count(self) -> "UnitQuerySet":
        """Add ``children_count``: the units of today directly below."""
        children = Unit.objects.valid_today().filter(parent=OuterRef("pk")).order_by()
        counted = children.values("parent").annotate(count=Count("pk")).values("count")
        return self.annotate(children_count=Coalesce(Subquery(counted), 0))

    def as_on(self, day: date) -> "UnitQuerySet":
        """Return the units in force on ``day``, with ``name_then`` and ``kind_then``."""
        then = UnitPeriod.objects.filter(unit=OuterRef("pk")).valid_on(day)
        return self.valid_on(day).annotate(
            name_then=Coalesce(Subquery(then.values("name")[:1]), F("name")),
            kind_then=Coalesce(Subquery(then.values("kind")[:1]), F("kind")),
        )

    def adrift(self) -> list[tuple["Unit", "UnitPeriod"]]:
        """Return the units whose facts are not those of their period of today, with the period."""
        today = UnitPeriod.objects.valid_today().filter(unit__in=self)
        periods = today.select_related("unit", "parent").order_by("pk")
        return [
            (period.unit, period)
            for period in periods
            if any(
                getattr(period.unit, column) != getattr(period, column) for column in FACT_COLUMNS
            )
        ]

    def derive_facts(self) -> int:
        """Give every unit the facts of its period of today; return how many had others.

        The only place where facts of ``Unit`` come from ``UnitPeriod``.
        """
        drifting = self.adrift()
        for unit, period in drifting:
            for column in FACT_COLUMNS:
                setattr(unit, column, getattr(period, column))
            unit.save(update_fields=[*FACTS, "search"])
        return len(drifting)


class Unit(UnitFacts):
    """An organisation of the state, for as long as its decision holds. ``code`` is its identity.

    ``attributes`` are what criteria may ask of a unit (``mountain: true``), by name.
    """

    code = models.CharField(
        _("code"),
        max_length=50,
        unique=True,
        validators=[
            RegexValidator(
                CODE,
                _(
                    "A code has letters without marks, digits, dots, dashes and underscores, "
                    "for example SNV."
                ),
            )
        ],
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("superior unit"),
    )
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
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="unit_not_own_parent"
            ),
            *fact_constraints("unit"),
            models.UniqueConstraint(
                "administrative_code",
                condition=Q(valid_to__isnull=True) & ~Q(administrative_code=""),
                name="unit_administrative_code_once",
                violation_error_message=_("Another unit in force has this administrative code."),
            ),
            models.UniqueConstraint(
                "electronic_code",
                condition=Q(valid_to__isnull=True) & ~Q(electronic_code=""),
                name="unit_electronic_code_once",
                violation_error_message=_("Another unit in force has this electronic identifier."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def attribute_list(self) -> list[tuple[str, str]]:
        """What criteria may ask of the unit, as names and words: yes, no, or the value."""
        words = {True: _("yes"), False: _("no")}
        return [
            (name, str(words[value]) if isinstance(value, bool) else str(value))
            for name, value in self.attributes.items()
        ]


class UnitPeriod(UnitFacts):
    """The facts of a unit from one day to another. Periods of a unit never overlap.

    A unit that has never changed has none. ``decision`` is the number of the decision that began
    the period.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="periods")
    parent = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("superior unit"),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    decision = models.CharField(_("decision number"), max_length=100, blank=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        verbose_name = _("period of a unit")
        verbose_name_plural = _("periods of units")
        ordering = ("valid_from",)
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="unit_period_valid_to_after_from",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")),
                name="unit_period_not_own_parent",
            ),
            *fact_constraints("unit_period"),
            # A range of one number instead of btree_gist, which a server may lack.
            ExclusionConstraint(
                name="unit_periods_never_overlap",
                expressions=[
                    (Func("unit_id", "unit_id", Value("[]"), function="int8range"), "&&"),
                    (Func("valid_from", "valid_to", Value("[]"), function="daterange"), "&&"),
                ],
                violation_error_message=_("Two periods of this unit would overlap."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from} – {self.valid_to or ''})"
