"""Which kinds of alerts there are, what each says, and how urgent it is.

``messages`` stands early on the way of the data, so the pages that know sheets and cycles tell this
one through ``register`` what may be told (``openpar/web/telling.py``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from openpar.people.formats import write_moment


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of alert. ``text`` has places for what ``about`` names; moments stand there in ISO.

    ``by_mail_only``: pages tell it already in a place of its own, as they do notices.
    It never holds points, nor what somebody typed about a criterion: mail leaves the house.
    """

    name: str
    text: str | Promise
    urgent: bool = False
    by_mail_only: bool = False

    def sentence(self, about: Mapping[str, str]) -> str:
        """Return the sentence about one occasion, on one line."""
        places = {name: _written(name, value) for name, value in about.items()}
        return " ".join((str(self.text) % places).split())


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Let a later slice say what may be told; called once from its ``AppConfig.ready``."""
    KINDS.update({kind.name: kind for kind in kinds})


def _written(name: str, value: str) -> str:
    return write_moment(datetime.fromisoformat(value)) if name == "until" else value
