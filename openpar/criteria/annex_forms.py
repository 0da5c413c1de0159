"""Forms on an annex's way to a set. Whatever was typed comes back when it is refused."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openpar.criteria.annex_mapping import NOTE, UNNUMBERED, Column, Mapping, heading_labels
from openpar.criteria.annex_opening import LARGEST_FILE
from openpar.criteria.annex_reading import EXTENSIONS, Table
from openpar.criteria.annex_set import ACCEPTED, JUDGED, Decided, Head, Leaf
from openpar.criteria.annex_tree import DEEPEST, Change, read_points
from openpar.people.formats import InputError, parse_vietnamese_date
from openpar.scoring.sets.reading import CODE, SET_CODE

COLUMNS = [
    (Column.IGNORED, _("not needed")),
    (Column.CODE, _("number (TT)")),
    (Column.TITLE, _("field, criterion, component")),
    (Column.MAXIMUM, _("maximum points")),
    (Column.SCORING, _("how it is scored")),
    (Column.EVIDENCE, _("evidence")),
    (Column.LEAD, _("lead agency")),
    (Column.COOPERATING, _("cooperating agencies")),
]
LEVELS = [
    (0, _("field")),
    (1, _("criterion")),
    (2, _("component criterion")),
    *((depth, _("level %(number)d") % {"number": depth + 1}) for depth in range(3, DEEPEST)),
    (NOTE, _("words of the row above")),
]


class AnnexFileForm(forms.Form):
    """The file with the annex."""

    file = forms.FileField(
        label=_("Annex (Word .docx or Excel .xlsx)"),
        help_text=_("At most 10 MB. The file itself is not kept, its tables and its hash are."),
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
    )

    def clean_file(self):
        """Refuse by size and name before anything is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file has more than 10 MB; an annex is far smaller."))
        if not file.name.lower().endswith(EXTENSIONS):
            raise forms.ValidationError(_("Send a Word document (.docx) or a workbook (.xlsx)."))
        return file


class MappingForm(forms.Form):
    """Which rows are the heading, what each column is, what each kind of numbering means."""

    table = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    heading = forms.IntegerField(label=_("Rows of the heading"), min_value=0, max_value=20)

    def __init__(self, *arguments, table: Table, mapping: Mapping, **options) -> None:
        initial = {"table": mapping.table, "heading": mapping.heading}
        super().__init__(*arguments, initial=initial, **options)
        self.width = table.width
        self.patterns = list(mapping.levels)
        for n, heading in enumerate(heading_labels(table, mapping.heading)):
            field = forms.ChoiceField(choices=COLUMNS, initial=mapping.columns[n])
            number = gettext("Column %(number)d") % {"number": n + 1}
            field.label = f"{number}: {heading[:80]}" if heading else number
            self.fields[f"column_{n}"] = field
        for n, pattern in enumerate(self.patterns):
            field = forms.TypedChoiceField(
                choices=LEVELS, coerce=int, initial=mapping.levels[pattern], empty_value=NOTE
            )
            field.label = _pattern_label(pattern)
            self.fields[f"level_{n}"] = field

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """The choice of each column."""
        return [self[f"column_{n}"] for n in range(self.width)]

    @property
    def level_fields(self) -> list[forms.BoundField]:
        """The choice of each kind of numbering."""
        return [self[f"level_{n}"] for n in range(len(self.patterns))]

    def clean(self):
        """Titles must be somewhere; every other kind of column stands once."""
        cleaned = super().clean()
        chosen = [cleaned.get(f"column_{n}") or str(Column.IGNORED) for n in range(self.width)]
        if Column.TITLE not in chosen or Column.MAXIMUM not in chosen:
            raise forms.ValidationError(
                _("Say which column holds the criteria and which one the maximum points.")
            )
        several = (Column.TITLE, Column.IGNORED)
        twice = [one for one in chosen if one not in several and chosen.count(one) > 1]
        if twice:
            labels = dict(COLUMNS)
            raise forms.ValidationError(
                _("Two columns are “%(kind)s”; only one can be.") % {"kind": labels[twice[0]]}
            )
        return cleaned

    def mapping(self) -> Mapping:
        """Return what was chosen."""
        cleaned = self.cleaned_data
        columns = [cleaned[f"column_{n}"] or str(Column.IGNORED) for n in range(self.width)]
        levels = {one: cleaned[f"level_{n}"] for n, one in enumerate(self.patterns)}
        return Mapping(cleaned["table"], cleaned["heading"], columns, levels)


def _pattern_label(pattern: str) -> str:
    words = {
        UNNUMBERED: gettext("no number, with points"),
        "-": gettext("a dash"),
        "I": "I, II, III",
        "A": "A, B, C",
        "1": "1, 2, 3",
        "a": "a, b, c",
    }
    return words.get(pattern, pattern)


class RowForm(forms.Form):
    """What stands in one row instead of what the file says; an empty field leaves the file's."""

    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("by its numbering")), *LEVELS]
    )
    code = forms.CharField(label=_("Code"), required=False, max_length=40)
    title = forms.CharField(
        label=_("Criterion"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    maximum = forms.CharField(label=_("Maximum points"), required=False, max_length=20)

    def clean_code(self):
        """A code has no spaces and none of [ ] / : , ;"""
        code = self.cleaned_data["code"]
        if code and not CODE.fullmatch(code):
            raise forms.ValidationError(_("A code has no spaces and none of [ ] / : , ;"))
        return code

    def clean_maximum(self):
        """Points as annexes write them."""
        text = self.cleaned_data["maximum"]
        if text and read_points(text) is None:
            raise forms.ValidationError(_("Write points such as 2 or 0,5."))
        return text

    def change(self) -> Change:
        """Return what was typed."""
        return Change(**self.cleaned_data)


class HeadForm(forms.Form):
    """What the annex does not say: the set's name and its decision."""

    code = forms.CharField(
        label=_("Code of the set"), max_length=100, help_text=_("For example %s") % "so-2026"
    )
    title = forms.CharField(label=_("Title"), max_length=500)
    level = forms.ChoiceField(
        label=_("For whom"),
        choices=[
            ("department", _("departments")),
            ("commune", _("communes, wards, special zones")),
            ("province", _("provinces")),
            ("ministry", _("ministries")),
            ("division", _("divisions of a body")),
        ],
    )
    cohort = forms.CharField(label=_("Group that is ranked together"), max_length=250)
    number = forms.CharField(label=_("Decision number"), max_length=100, required=False)
    date = forms.CharField(label=_("Decision date"), max_length=40, required=False)
    issuer = forms.CharField(label=_("Issuer"), max_length=250, required=False)
    in_force = forms.CharField(label=_("In force from"), max_length=40, required=False)

    def clean_code(self):
        """Small letters, digits and hyphens."""
        code = self.cleaned_data["code"]
        if not SET_CODE.fullmatch(code):
            raise forms.ValidationError(
                _("A code has small letters without diacritics, digits and hyphens.")
            )
        return code

    def clean_date(self):
        """Return the day, or nothing."""
        return self._day("date")

    def clean_in_force(self):
        """Return the day, or nothing."""
        return self._day("in_force")

    def _day(self, name: str):
        text = self.cleaned_data[name].strip()
        try:
            return parse_vietnamese_date(text) if text else None
        except InputError as error:
            raise forms.ValidationError(str(error)) from None

    def head(self) -> Head:
        """Return what was typed."""
        return Head(**self.cleaned_data)


def decisions_of(posted, leaves: list[Leaf]) -> dict[str, Decided]:
    """Return what the page of rules was sent with: a choice and a wording for each leaf shown."""
    choices = (ACCEPTED, JUDGED)
    found = {}
    for leaf in leaves:
        if f"wording_{leaf.key}" not in posted:
            continue
        choice = posted.get(f"choice_{leaf.key}", "")
        wording = posted[f"wording_{leaf.key}"].replace("\r\n", "\n").replace("\x00", "")[:3000]
        found[leaf.key] = Decided(choice if choice in choices else "", wording)
    return found
