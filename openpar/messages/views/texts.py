"""The texts a province changes by itself: a form, a preview, the trail."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from openpar.audit.models import Event
from openpar.messages.actions import wordings as actions
from openpar.messages.models import Wording
from openpar.messages.wordings import TEXTS
from openpar.people.access import access

LONGEST = 600
EVENTS_SHOWN = 20
LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))


class TextsForm(forms.Form):
    """Two fields a text: Vietnamese and English; empty keeps the program's own."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        for key, text in TEXTS.items():
            for language, label in LANGUAGES:
                widget = forms.Textarea(attrs={"rows": 2}) if text.lines else forms.TextInput()
                with override(language):
                    widget.attrs["placeholder"] = str(text.default)
                self.fields[f"{key}-{language}"] = forms.CharField(
                    label=label, required=False, max_length=LONGEST, widget=widget
                )

    def texts(self) -> dict[str, tuple[str, str]]:
        """Return what was typed by key, as (Vietnamese, English)."""
        cleaned = self.cleaned_data
        return {key: (cleaned[f"{key}-vi"], cleaned[f"{key}-en"]) for key in TEXTS}

    @property
    def rows(self) -> list[tuple[str, object, forms.BoundField, forms.BoundField]]:
        """Name, place and the two fields of each text."""
        return [
            (key, text.where, self[f"{key}-vi"], self[f"{key}-en"]) for key, text in TEXTS.items()
        ]


@require_http_methods(["GET", "POST"])
@access("coordinator")
def texts(request: HttpRequest) -> HttpResponse:
    """Change texts: see them first, then save. The last changes stand below (S0-21)."""
    form = TextsForm(request.POST or None, initial=_initial())
    preview = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = _preview(form)
        else:
            changed = actions.change_texts(form.texts(), by=request.user)
            told = _("%(count)d texts were changed. Other pages show them within 15 seconds.")
            messages.success(request, told % {"count": len(changed)})
            return redirect("messages:texts")
    trail = Event.objects.filter(action="messages.text_changed").newest_first()[:EVENTS_SHOWN]
    context = {"form": form, "preview": preview, "trail": trail}
    return render(request, "messages/texts.html", context)


def _initial() -> dict[str, str]:
    rows = Wording.objects.all()
    vietnamese = {f"{row.key}-vi": row.vi for row in rows}
    return vietnamese | {f"{row.key}-en": row.en for row in rows}


def _preview(form: TextsForm) -> list[tuple[str, dict[str, str]]]:
    """Return by language each text as it would be shown."""
    shown = []
    for position, (language, label) in enumerate(LANGUAGES):
        with override(language):
            own = form.texts()
            texts = {key: own[key][position] or str(text.default) for key, text in TEXTS.items()}
        shown.append((label, texts))
    return shown
