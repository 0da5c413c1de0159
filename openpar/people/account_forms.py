"""Forms of accounts and appointments: the shape of what is typed, and whom or what it names."""

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from openpar.people.formats import parse_vietnamese_date, write_date
from openpar.people.models import Role, Unit, User
from openpar.people.search import fold

MOST_NAMED = 5


class DayField(forms.CharField):
    """A day as a decision writes it: 31/12/2026."""

    def __init__(self, **options: object) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "31/12/2026"})
        super().__init__(**{"max_length": 50, "widget": widget} | options)

    def prepare_value(self, value):
        """Show a date in the form of the language, and what was typed as it was typed."""
        return write_date(value) if hasattr(value, "isoformat") else value

    def clean(self, value):
        """Return a ``date``, or ``None`` where nothing was typed and nothing is required."""
        text = super().clean(value)
        return parse_vietnamese_date(text) if text else None

    def run_validators(self, value) -> None:
        """Refuse with the sentence of the parser, as a form expects it."""
        super().run_validators(value)
        if value:
            try:
                parse_vietnamese_date(value)
            except ValueError as error:
                raise ValidationError(str(error)) from None


class UnitField(forms.CharField):
    """A unit by its code or by enough of its name to mean one alone."""

    def clean(self, value):
        """Return the ``Unit`` in force that the text names."""
        text = super().clean(value)
        if not text:
            return None
        named = Unit.objects.filter(code__iexact=text).first()
        if named is not None:
            return named
        found = list(Unit.objects.valid_today().matching(text)[: MOST_NAMED + 1])
        exact = [unit for unit in found if fold(text) in (fold(unit.name), fold(unit.short_name))]
        if len(found) == 1 or len(exact) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError(_now("No unit in force has this code or name."))
        names = "; ".join(f"{unit.code} – {unit.name}" for unit in found[:MOST_NAMED])
        raise ValidationError(
            _now("Several units match: %(names)s. Write the code.") % {"names": names}
        )


class AccountField(forms.CharField):
    """An open account by its user name."""

    def clean(self, value):
        """Return the ``User`` of that name."""
        text = super().clean(value)
        account = User.objects.filter(username__iexact=text, is_active=True).first()
        if account is None:
            raise ValidationError(_now("No open account has this user name."))
        return account


class AccountFilterForm(forms.Form):
    """Search and filters of the list of accounts. Everything is optional."""

    OPEN, CLOSED, WAITING = "open", "closed", "waiting"

    q = forms.CharField(
        label=_("Name or user name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("with or without marks")}),
    )
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices]
    )
    unit = forms.CharField(label=_("Code of the unit"), required=False, max_length=50)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Open and closed")),
            (OPEN, _("Open accounts")),
            (CLOSED, _("Closed accounts")),
            (WAITING, _("No password set yet")),
        ],
    )


class NewAccountForm(forms.Form):
    """A person's account: a user name that stays, a name and a position that may change."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("Letters without marks, digits and . - _ @; it stays for ever."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    display_name = forms.CharField(label=_("Full name"), max_length=200)
    job_title = forms.CharField(label=_("Position"), max_length=200, required=False)


class AccountForm(forms.Form):
    """What may change about a person."""

    display_name = forms.CharField(label=_("Full name"), max_length=200)
    job_title = forms.CharField(label=_("Position"), max_length=200, required=False)


class CloseForm(forms.Form):
    """Why an account is closed; the log keeps it."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class AppointForm(forms.Form):
    """A role in a unit, from the first to the last day, and the decision it rests on."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    unit = UnitField(label=_("Unit (code or name)"), max_length=250)
    valid_from = DayField(label=_("First day"))
    valid_to = DayField(
        label=_("Last day"), required=False, help_text=_("Leave empty for no set end.")
    )
    decision = forms.CharField(
        label=_("Decision"), max_length=200, help_text=_("Number, date and issuer.")
    )


class EndForm(forms.Form):
    """The last day of a role, or at once, and the decision that ends it."""

    last_day = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty to end it at once: the next click has the right no more."),
    )
    decision = forms.CharField(label=_("Decision"), max_length=200)


class ExtendForm(forms.Form):
    """The new last day of a role and the decision that extends it."""

    last_day = DayField(
        label=_("New last day"), required=False, help_text=_("Leave empty for no set end.")
    )
    decision = forms.CharField(label=_("Decision"), max_length=200)


class TransferForm(forms.Form):
    """To whom a role is handed, from which day, by which decision."""

    to = AccountField(label=_("User name of the successor"), max_length=150)
    first_day = DayField(label=_("First day of the successor"))
    decision = forms.CharField(label=_("Decision"), max_length=200)


class FirstPasswordForm(SetPasswordForm):
    """The own password, twice."""
