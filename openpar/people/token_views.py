"""The page of one's own tokens. A token is shown in the answer to the click that made it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from openpar.people import tokens as actions
from openpar.people.access import access
from openpar.people.models import PersonalToken


class TokenForm(forms.Form):
    """What a new token is for, what it may do, for how long."""

    title = forms.CharField(label=_("What it is for"), max_length=100)
    scope = forms.ChoiceField(label=_("Good for"), choices=PersonalToken.Scope)
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[
            (days, ngettext_lazy("%(days)d day", "%(days)d days", days) % {"days": days})
            for days in actions.DAYS
        ],
    )


@never_cache
@require_http_methods(["GET", "POST"])
@access("signed in")
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens; POST makes one and shows it, once."""
    form, secret, status = TokenForm(request.POST or None), "", 200
    if request.method == "POST":
        if form.is_valid():
            _token, secret = actions.create_token(by=request.user, **form.cleaned_data)
            form = TokenForm()
        else:
            status = 422
    context = {
        "form": form,
        "secret": secret,
        "tokens": request.user.tokens.with_standing(),
    }
    return render(request, "people/tokens.html", context, status=status)


@require_POST
@access("signed in")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    actions.revoke_token(get_object_or_404(request.user.tokens, pk=pk), by=request.user)
    messages.success(request, _now("The token is revoked. No program can use it any more."))
    return redirect("people:tokens")
