"""T02: what is no page declares who runs it, too: commands, tasks, reactions, exports."""

from django.core.management import get_commands
from django.db.models import signals
from procrastinate.contrib.django import app

from openpar.cli import COMMANDS
from openpar.cli.doors import DOORS, SIGNALS, TASKS
from tests.security.addresses import ADDRESSES

EXPORTS = (".xlsx", ".csv", ".yaml", "export/", "template/", "links/")


def test_every_command_says_who_runs_it_and_what_it_reaches():
    assert set(DOORS) == set(COMMANDS)


def test_no_management_command_of_ours_comes_in_beside_them():
    assert [name for name, where in get_commands().items() if where.startswith("openpar")] == []


def test_every_background_task_says_who_asks_for_it():
    ours = {name for name in app.tasks if not name.startswith(("builtin", "procrastinate"))}
    assert ours == set(TASKS)


def test_no_reaction_hides_in_a_signal():
    hooks = (signals.pre_save, signals.post_save, signals.pre_delete, signals.post_delete,
             signals.m2m_changed)  # fmt: skip
    found = {
        getattr(receiver, "__module__", "")
        for hook in hooks
        for _key, reference, *_rest in hook.receivers
        if (receiver := reference() if callable(reference) else reference) is not None
    }
    assert {module for module in found if module.startswith("openpar")} == SIGNALS


def test_every_export_is_an_address_that_declares_its_roles():
    exports = [address for address in ADDRESSES if address.route.endswith(EXPORTS)]
    assert len(exports) >= 5
    assert [address.route for address in exports if not address.who] == []


def test_a_command_without_its_line_is_caught():
    assert set(DOORS) != {*COMMANDS, "backdoor"}
