"""The event: one line of the log, never changed once written."""

import json

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.audit.titles import TITLES


def kind_of(obj: models.Model) -> str:
    """Return the kind of an object as events name it; a proxy is the thing it stands for."""
    return obj._meta.concrete_model._meta.label_lower


class EventQuerySet(models.QuerySet["Event"]):
    """All reads of the log."""

    def newest_first(self) -> "EventQuerySet":
        """Order as the log is read: the last event on top; the order of writing, not of clocks."""
        return self.order_by("-pk")

    def about(self, obj: models.Model) -> "EventQuerySet":
        """Every event of one object."""
        return self.filter(object_type=kind_of(obj), object_id=str(obj.pk))

    def asked(self, *, action: str = "", object: str = "", actor: str = "") -> "EventQuerySet":
        """Filter as the page asks: a piece of the action, ``kind`` or ``kind:number``, account."""
        rows = self
        if action:
            rows = rows.filter(action__icontains=action.strip())
        if object:
            kind, colon, number = object.strip().lower().partition(":")
            rows = rows.filter(object_type__contains=kind)
            rows = rows.filter(object_id=number) if colon else rows
        if actor:
            rows = rows.filter(actor=actor.strip())
        return rows


class Event(models.Model):
    """Who did what to which object, when by the database clock, and with which data.

    The actor is text, not a foreign key: the log outlives accounts. ``action`` is
    ``slice.past_participle``. ``data`` holds JSON; exact numbers stand in it as text.
    A trigger refuses UPDATE, DELETE and TRUNCATE (migration 0001); another one marks an event that
    is earlier than its predecessor, ``clock_back_from`` (migration 0002).
    """

    at = models.DateTimeField(_("time"), db_default=Now(), editable=False)
    actor = models.CharField(_("account"), max_length=150, blank=True)
    actor_name = models.CharField(_("person"), max_length=200, blank=True)
    office = models.TextField(_("acting as"), blank=True)
    action = models.CharField(_("action"), max_length=100)
    object_type = models.CharField(_("kind of object"), max_length=100)
    object_id = models.CharField(_("object number"), max_length=100)
    object_name = models.TextField(_("object"), blank=True)
    data = models.JSONField(_("data"), default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["-at"], name="event_by_time"),
            models.Index(fields=["object_type", "object_id"], name="event_by_object"),
            models.Index(fields=["action", "-at"], name="event_by_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object}"

    @property
    def title(self) -> str:
        """The action in words; an action nobody has named is shown as it is written."""
        return str(TITLES.get(self.action, self.action))

    @property
    def details(self) -> list[tuple[str, str]]:
        """The data as names and texts, to be printed."""
        return [
            (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
            for name, value in self.data.items()
        ]

    @property
    def object(self) -> str:
        """What the event is about, as the filter of the page takes it: ``criteria.cycle:3``."""
        return f"{self.object_type}:{self.object_id}"
