"""What is no page: who runs a command or a task, and what it reaches.

The addresses of the program declare their roles (``openpar.people.access``); here stands the same
for everything that comes in by another door. A command without its line fails the tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

ANYBODY = "whoever may run programs on the machine"
OPERATOR = "the technical operator, on the server"


@dataclass(frozen=True, slots=True)
class Door:
    """``who`` runs it, and what it reaches: ``files`` named on the line, or the ``database``."""

    who: str
    reaches: str


_FILES = Door(ANYBODY, "the files that are named, no account, no database")

DOORS: Mapping[str, Door] = MappingProxyType({
    "check": _FILES,
    "convert": _FILES,
    "schema": _FILES,
    "score": _FILES,
    "index": _FILES,
    "robustness": _FILES,
    "coherence": _FILES,
    "replay": Door(OPERATOR, "one stored run, read only"),
    "verify-files": Door(OPERATOR, "every stored file, read only; names units and codes"),
    "serve": Door(OPERATOR, "starts the program; changes no data but the schema"),
    "worker": Door(OPERATOR, "runs the tasks below"),
    "migrate": Door(OPERATOR, "the schema of the database"),
    "units": Door(OPERATOR, "the register of units: adds what it lacks of the national list"),
    "coordinator": Door(OPERATOR, "makes the first coordinator, or hands out a new link"),
    "demo": Door(OPERATOR, "invented units, people and sheets; refused in production"),
    "manage": Door(OPERATOR, "Django's own commands; none of ours is hidden among them"),
    "reset": Door(OPERATOR, "deletes the data folder, after a confirmation"),
})  # fmt: skip

#: Background tasks by name.
TASKS: Mapping[str, Door] = MappingProxyType({
    "people.derive_facts": Door("the clock", "facts of units whose day has come"),
    "messages.send_mail": Door("the clock", "alerts that are due, to the mail server"),
    "web.remind_of_deadlines": Door("the clock", "units whose sheet is not handed in"),
    "criteria.watch_clock": Door("the clock", "an alarm in the log where the clock was set"),
    "messages.deliver_to_newcomers": Door("the clock", "notices that follow units in later"),
    "evidence.read_revision": Door("who registers a file", "the text of that file, derived"),
    "evidence.read_waiting": Door("the clock", "orders to read the files that are not read"),
    "evidence.remove_orphans": Door("the clock", "files of no row, a day after they came"),
    "evidence.forget_pictures": Door("the clock", "pictures of pages that nobody looks at"),
})  # fmt: skip

#: Where the program reacts to something without being asked: module and signal.
SIGNALS: frozenset[str] = frozenset()
