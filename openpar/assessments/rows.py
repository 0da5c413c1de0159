"""A sheet as its pages show it: its rows, fields, and what is done and left."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from openpar.assessments.computed import Figures, figures_of_sheet, is_self_assessed
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.assessments.row import Row, in_language, language
from openpar.scoring.marks import Mark, Status
from openpar.scoring.numbers import Number
from openpar.scoring.sets.model import CriteriaSet, Node


@dataclass(frozen=True, slots=True)
class Summary:
    """What is done and what is left of a sheet; ``points`` of ``maximum`` counted so far.

    ``missing_documents`` counts documents; the criteria that lack them are ``without_evidence``.
    """

    done: int
    leaves: int
    missing_documents: int
    points: Number
    maximum: Number
    unfilled: tuple[Row, ...]
    without_evidence: tuple[Row, ...]
    carried: tuple[Row, ...] = ()

    @property
    def left(self) -> int:
        """Criteria still to fill in."""
        return self.leaves - self.done

    @property
    def next(self) -> Row | None:
        """The criterion to go on with: the first to fill in, else the first without a document."""
        return next(iter((*self.unfilled, *self.without_evidence)), None)

    @property
    def is_complete(self) -> bool:
        """Whether every criterion is filled in and no required document is missing."""
        return not self.left and not self.missing_documents


@dataclass(frozen=True, slots=True)
class Block:
    """A field of the set with its rows in the order of the document, groups between them.

    ``points`` is the self-score of its criteria that have points now, ``left`` how many of them are
    still to be filled in; both count all rows of the field, shown or not.
    """

    code: str
    title: str
    maximum: Number | None
    lines: tuple[tuple[Node, Row | None], ...]
    points: Number = 0
    left: int = 0

    @property
    def key(self) -> str:
        """Its name in addresses of the page; bonus and penalty points have no code."""
        return self.code.replace(".", "-") or f"with-{self.lines[0][0].code.replace('.', '-')}"

    @property
    def rows(self) -> list[Row]:
        """The leaves."""
        return [row for _node, row in self.lines if row is not None]

    def only(self, codes: Collection[str]) -> "Block":
        """Return the block with these leaves alone, and the groups they stand in."""
        return replace(
            self,
            lines=tuple(
                (node, row)
                for node, row in self.lines
                if any(leaf.code in codes for leaf in node.leaves())
            ),
        )


def rows_of(
    sheet: ScoreSheet, criteria_set: CriteriaSet, items: Iterable[ScoreItem], *, may_edit: bool,
    explained: bool = True,
) -> dict[str, Row]:  # fmt: skip
    """Return the rows of a sheet by criterion code, computed from the figures as they stand."""
    items = list(items)
    figures = figures_of_sheet(sheet, criteria_set, items)
    nodes = {node.code: node for node in criteria_set.leaves()}
    rows = {
        item.criterion.code: row_of(
            item, nodes[item.criterion.code], figures, may_edit=may_edit, explained=explained
        )
        for item in items
        if item.criterion.code in nodes
    }
    for row in rows.values():
        row.must_explain = sheet.cycle.is_own_file
    return rows


def row_of(
    item: ScoreItem, node: Node, figures: Figures, *, may_edit: bool, explained: bool = True
) -> Row:
    """Return one row; ``explained`` adds the sentences with the unit's own figures."""
    own = is_self_assessed(node)
    mark = figures.mark(node.code) if own else Mark(Status.MISSING, None, node.maximum or 0)
    sentences = figures.explanation(node.code, language()) if own and explained else []
    kinds = getattr(item, "kinds", None)
    return Row(
        item=item,
        node=node,
        criteria_set=figures.criteria_set,
        mark=mark,
        sentences=sentences,
        may_edit=may_edit and own,
        kinds=[use.revision.document.kind for use in item.uses.all()] if kinds is None else kinds,
    )


def blocks_of(criteria_set: CriteriaSet, rows: Mapping[str, Row]) -> list[Block]:
    """Return the fields with their rows, bonus and penalty criteria as blocks of their own."""
    blocks = [_block(node, node.walk(), rows) for node in criteria_set.fields]
    for block, title in (
        (criteria_set.bonus, _("Bonus points")),
        (criteria_set.penalty, _("Penalty points")),
    ):
        if block is not None:
            nodes = (node for criterion in block.criteria for node in criterion.walk())
            lines = tuple((node, rows.get(node.code)) for node in nodes)
            named = in_language(block.title or title, title)
            blocks.append(_counted(Block("", named, block.at_most, lines)))
    return blocks


def _block(node: Node, nodes: Iterator[Node], rows: Mapping[str, Row]) -> Block:
    """A field; one without criteria below is its own row."""
    lines = tuple((each, rows.get(each.code)) for each in nodes if each is not node or node.is_leaf)
    title = in_language(node.title, node.title_en)
    return _counted(Block(node.code, title, node.maximum, lines))


def _counted(block: Block) -> Block:
    """The block with the points of its rows and what is left of them."""
    own = [row for row in block.rows if row.is_open]
    return replace(
        block,
        points=sum((row.points for row in own if row.points is not None), 0),
        left=sum(1 for row in own if not row.is_done),
    )


def summary_of(rows: Iterable[Row]) -> Summary:
    """Count what is done and left, over the leaves that the unit fills in."""
    own = [row for row in rows if row.is_open]
    unfilled = tuple(row for row in own if not row.is_done)
    counted = [row for row in own if row.points is not None]
    return Summary(
        done=len(own) - len(unfilled),
        leaves=len(own),
        missing_documents=sum(len(row.missing) for row in own),
        points=sum((row.points for row in counted), 0),
        maximum=sum((row.node.maximum or 0 for row in counted), 0),
        unfilled=unfilled,
        without_evidence=tuple(row for row in own if row.missing),
        carried=tuple(row for row in own if row.is_carried),
    )
