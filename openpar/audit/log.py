"""Writing the log. ``record`` is called by an action, inside the action's own transaction."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Protocol

from django.db import models, transaction

from openpar.audit.models import Event, kind_of

#: What is called with each event and its object, in the transaction of the event.
Listener = Callable[[Event, models.Model], None]
_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """Let a later slice hear of every event as it is written, to tell those whom it concerns.

    Called once from the slice's ``AppConfig.ready``. What the listener writes stands or falls with
    the event.
    """
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


#: What is true of every event that is written now, beside its own data; set around a request.
circumstances: ContextVar[Mapping[str, object]] = ContextVar(
    "circumstances", default=MappingProxyType({})
)


class Actor(Protocol):
    """What the log asks of an account. ``audit`` stands before ``people`` and knows no more."""

    display_name: str

    @property
    def office(self) -> str:
        """Roles and units in which the person acts, as text."""
        ...

    def get_username(self) -> str:
        """Return the sign-in name."""
        ...


def record(action: str, obj: models.Model, *, by: Actor | None, **data: object) -> Event:
    """Write one event about ``obj`` in the caller's transaction, and return it.

    Parameters
    ----------
    action
        ``slice.past_participle``, e.g. ``criteria.published``.
    by
        The account that acts; ``None`` for the program itself (a command, a schedule).
    data
        Whatever the reader needs to understand the change. Exact numbers and dates become text.

    Raises
    ------
    django.db.transaction.TransactionManagementError
        There is no transaction: an event must stand or fall with its change.
    TypeError
        A value is a float, or nothing JSON can hold.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            f"{action}: an event is written in the transaction of its change"
        )
    event = Event.objects.create(
        action=action,
        object_type=kind_of(obj),
        object_id=str(obj.pk),
        object_name=str(obj),
        actor=by.get_username() if by else "",
        actor_name=by.display_name if by else "",
        office=by.office if by else "",
        data={name: _plain(value) for name, value in {**data, **circumstances.get()}.items()},
    )
    for listener in _LISTENERS:
        listener(event, obj)
    return event


def _plain(value: object) -> object:
    """Return ``value`` as JSON can hold it without losing a digit."""
    if value is None or isinstance(value, str | bool | int):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, Fraction | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, models.Model):
        return str(value)
    raise TypeError(f"an event holds no {type(value).__name__}: {value!r}")
