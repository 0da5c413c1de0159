"""What happens to an annex on its way to a criteria set. Lock, ask, change, record.

Every action names the version it was decided on: two people never overwrite each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Mappings
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import permissions
from openpar.criteria.actions import load_set
from openpar.criteria.annex_mapping import Mapping, likeliest_table, propose
from openpar.criteria.annex_reading import Table, read_annex
from openpar.criteria.annex_set import Decided, Head, Leaf, document_of, leaves_of
from openpar.criteria.annex_tree import Change, Tree, read_tree
from openpar.criteria.models import AnnexImport, CriteriaSet
from openpar.people.models import Unit, User
from openpar.people.search import fold
from openpar.scoring.sets.writing import yaml_text

State = AnnexImport.State
#: move -> (from, to); whoever may load a set may make any of them.
MOVES = {
    "save_as_set": (State.OPEN, State.SAVED),
    "abandon": (State.OPEN, State.ABANDONED),
}


class StaleAnnexError(Exception):
    """Somebody else has changed the import since it was shown."""


def tables_of(annex: AnnexImport) -> list[Table]:
    """Return the tables of the file."""
    return [Table.from_data(one) for one in annex.tables]


def tree_of(annex: AnnexImport) -> Tree:
    """Return the annex as it stands now: file, mapping and single changes."""
    mapping = Mapping.from_data(annex.mapping)
    changes = {row: Change(**said) for row, said in annex.changes.items()}
    return read_tree(Table.from_data(annex.tables[mapping.table]), mapping, changes)


def leaves_now(annex: AnnexImport, tree: Tree, language: str = "vi") -> list[Leaf]:
    """Return every leaf with its proposal and what was decided about it."""
    decisions = {key: Decided(**said) for key, said in annex.decisions.items()}
    return leaves_of(tree, decisions, language)


@transaction.atomic
def start(content: bytes, file_name: str, *, by: User) -> AnnexImport:
    """Take in a file, with a first reading of its likeliest table.

    Raises
    ------
    openpar.criteria.annex_opening.AnnexError
        No annex can be read from it; nothing is stored.
    """
    permissions.may_load_set(by).or_403()
    tables = read_annex(content, file_name)
    annex = AnnexImport.objects.create(
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        tables=[table.as_data() for table in tables],
        mapping=propose(tables, likeliest_table(tables)).as_data(),
        begun_by=by,
        changed_by=by,
    )
    record(
        "criteria.annex_received", annex, by=by,
        file_name=annex.file_name, sha256=annex.sha256, tables=len(tables),
    )  # fmt: skip
    return annex


@transaction.atomic
def map_columns(annex: AnnexImport, mapping: Mapping, *, version: int, by: User) -> AnnexImport:
    """Say what the columns and the numbering mean. Another table begins anew."""
    annex = _locked(annex, version, by)
    if mapping.table != annex.mapping["table"]:
        annex.changes, annex.decisions = {}, {}
    annex.mapping = mapping.as_data()
    _save(annex, by)
    record("criteria.annex_mapped", annex, by=by, **mapping.as_data())
    return annex


@transaction.atomic
def change_row(
    annex: AnnexImport, row: int, change: Change, *, version: int, by: User
) -> AnnexImport:
    """Correct one row of the annex; an empty change takes the file's own again."""
    annex = _locked(annex, version, by)
    annex.changes.pop(str(row), None)
    if change != Change():
        annex.changes[str(row)] = asdict(change)
    _save(annex, by)
    record("criteria.annex_row_changed", annex, by=by, row=row, **asdict(change))
    return annex


@transaction.atomic
def decide(
    annex: AnnexImport, decisions: Mappings[str, Decided], *, version: int, by: User
) -> AnnexImport:
    """Accept or refuse proposed rules. A new wording is read again before it can be accepted."""
    annex = _locked(annex, version, by)
    known = {leaf.key: leaf for leaf in leaves_now(annex, tree_of(annex))}
    changed = {}
    for key, said in decisions.items():
        if key not in known:
            continue
        leaf = known[key]
        wording = "" if _same(said.wording, "\n".join(leaf.row.scoring)) else said.wording.strip()
        reworded = not _same(wording, leaf.decided.wording)
        now = Decided("" if reworded and said.choice == "accepted" else said.choice, wording)
        if now != leaf.decided:
            changed[key] = asdict(now)
    if changed:
        annex.decisions |= changed
        _save(annex, by)
        record("criteria.annex_rules_decided", annex, by=by, decisions=changed)
    return annex


@transaction.atomic
def save_as_set(annex: AnnexImport, head: Head, *, version: int, by: User) -> CriteriaSet:
    """Save the annex as a draft of a criteria set, all of it or nothing.

    Raises
    ------
    ValidationError
        A proposed rule was neither accepted nor refused.
    openpar.scoring.sets.reading.SetError
        Something of it no set can hold.
    """
    annex = _locked(annex, version, by)
    tree = tree_of(annex)
    leaves = leaves_now(annex, tree)
    if undecided := [leaf.row.code for leaf in leaves if leaf.is_open]:
        raise ValidationError(
            _("%(count)d proposed rules are neither accepted nor refused: %(codes)s.")
            % {"count": len(undecided), "codes": ", ".join(undecided[:10])}
        )
    names = Unit.objects.valid_today().values_list("code", "name", "short_name")
    leads = {fold(name): code for code, *both in names for name in both if name}
    data, _made = document_of(tree, leaves, head, leads)
    made = load_set(yaml_text(data), by=by)
    annex.criteria_set = made
    _move(annex, "save_as_set")
    _save(annex, by)
    record(
        "criteria.annex_saved", annex, by=by,
        file_sha256=annex.sha256, criteria_set=str(made), set_sha256=made.sha256,
        leaves=len(leaves), to_complete=[leaf.row.code for leaf in leaves if leaf.to_complete],
    )  # fmt: skip
    return made


@transaction.atomic
def abandon(annex: AnnexImport, *, version: int, by: User) -> AnnexImport:
    """Give an import up; the file's name, hash and what was decided stay in the log."""
    annex = _locked(annex, version, by)
    _move(annex, "abandon")
    _save(annex, by)
    record("criteria.annex_abandoned", annex, by=by)
    return annex


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


def _locked(annex: AnnexImport, version: int, by: User) -> AnnexImport:
    annex = AnnexImport.objects.select_for_update().get(pk=annex.pk)
    permissions.may_change_annex(by, annex).or_403()
    if annex.version != version:
        raise StaleAnnexError
    return annex


def _move(annex: AnnexImport, name: str) -> None:
    _before, annex.state = MOVES[name]


def _save(annex: AnnexImport, by: User) -> None:
    annex.version += 1
    annex.changed_by, annex.changed_at = by, Now()
    annex.save()
