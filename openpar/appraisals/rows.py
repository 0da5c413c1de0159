"""What one row of the matrix shows: figures, points side by side, difference, form."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from openpar.appraisals.actions import Standing, leaf_of, recognisable
from openpar.appraisals.forms import AppraiseForm
from openpar.appraisals.models import DeskItem
from openpar.appraisals.permissions import Desk
from openpar.assessments.entry import write_entry
from openpar.assessments.models import ScoreLayer
from openpar.assessments.submitted import show_submitted
from openpar.criteria.models import Criterion
from openpar.people.formats import is_vietnamese, write_shortest
from openpar.people.permissions import Verdict
from openpar.scoring.numbers import Number, exact
from openpar.scoring.sets.model import Input, Node


@dataclass(slots=True)
class Row:
    """One item on the desk. ``form`` is bound where something typed was refused.

    ``refused`` maps a field of the form to its sentence; ``stale`` is the layer somebody else wrote
    meanwhile.
    """

    item: DeskItem
    leaf: Node
    standing: Standing
    may: Verdict
    form: AppraiseForm | None = None
    refused: dict[str, str] = field(default_factory=dict)
    stale: ScoreLayer | None = None

    @property
    def figures(self) -> list[tuple[str, str]]:
        """Title and value with unit of each figure the unit gave."""
        return [(title_of(asked), shown(asked, self.item.inputs)) for asked in self.leaf.inputs]

    @property
    def difference(self) -> Number | None:
        """Appraised minus self points; ``None`` while one is unknown."""
        appraised, own = self.standing.appraised, self.standing.self_points
        if appraised is None or appraised.points is None or own is None:
            return None
        return exact(appraised.points - own)

    @property
    def recognisable(self) -> bool:
        """Whether one click may take the self points."""
        return recognisable(self.item, self.standing)

    @property
    def is_ready(self) -> bool:
        """Whether it is left to appraise, and recognising the self points is all it needs."""
        return self.standing.appraised is None and self.recognisable

    @property
    def seen(self) -> int:
        """The appraisal layer on this page; 0 for none."""
        return self.standing.appraised.pk if self.standing.appraised else 0

    @property
    def typed_points(self) -> str:
        """What stands in the points field: as typed where it was refused, else the saved points."""
        if self.form is not None and self.form.is_bound:
            return str(self.form.data.get("points", ""))
        layer = self.standing.appraised
        return "" if layer is None or layer.points is None else write_shortest(layer.points, 6)

    @property
    def typed_reason(self) -> str:
        """What stands in the reason field."""
        if self.form is not None and self.form.is_bound:
            return str(self.form.data.get("reason", ""))
        return self.standing.appraised.reason if self.standing.appraised else ""

    @property
    def state(self) -> str:
        """Left, recognised, changed, or not applicable: a word for the badge."""
        layer = self.standing.appraised
        if layer is None:
            return "left"
        if layer.points is None:
            return "not applicable"
        return "changed" if self.difference else "appraised"


def rows_of(items: Iterable[DeskItem], criteria: Iterable[Criterion], desk: Desk) -> list[Row]:
    """Put together the rows of a page without a query each.

    ``criteria`` are those of the items, with their set; items carry sheet, layers and uses.
    """
    known = {criterion.pk: (criterion, leaf_of(criterion)) for criterion in criteria}
    items, rows = list(items), []
    for item in items:
        item.criterion, _leaf = known[item.criterion_id]
    show_submitted(items)
    for item in items:
        _criterion, leaf = known[item.criterion_id]
        rows.append(Row(item, leaf, Standing.of(item.layers.all()), desk.verdict(item)))
    return rows


def title_of(asked: Input) -> str:
    """Return the title of an input in the reader's language."""
    english = "" if is_vietnamese() else asked.title_en
    return english or asked.title or asked.name


def shown(asked: Input, inputs: dict[str, str]) -> str:
    """Return a kept figure as people read it, with its unit; a dash where none was given."""
    text = inputs.get(asked.name, "")
    if not text:
        return "–"
    if asked.type == "yes_no":
        return _("Yes") if text == "yes" else _("No")
    if asked.type == "choice":
        return dict(asked.options).get(text, text)
    written = write_entry(asked, text)
    if asked.type == "percent":
        return f"{written}%"
    return f"{written} {asked.unit}".strip()
