"""Home, sign-in, password, preferences."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from openpar.people.access import access
from openpar.people.accounts import password_was_set
from openpar.web import portal, start
from openpar.web.appearance import PREFERENCES
from openpar.web.forms import NewPasswordForm, SignInForm

YEAR_IN_SECONDS = 365 * 24 * 3600
FORM_METHODS = ("get", "head", "options", "post")  # Django's views of forms take PUT for POST


@require_GET
@access("anyone")
def home(request: HttpRequest) -> HttpResponse:
    """The public portal page; for who is signed in, where their work begins."""
    if request.user.is_authenticated:
        cycles = portal.open_cycles(request.user)
        context = {"cycles": cycles, **start.glance(request.user, cycles)}
        return render(request, "web/start.html", context)
    runs = portal.published_runs()
    context = {
        "runs": runs,
        "tables": portal.tables(runs[0]) if runs else [],
        "cycles": portal.open_cycles(),
    }
    return render(request, "web/home.html", context)


@require_GET
@access("anyone")
def ranking(request: HttpRequest, cycle_code: str) -> HttpResponse:
    """The published ranking of one cycle."""
    for run in portal.published_runs():
        if run.cycle.code == cycle_code:
            return render(request, "web/ranking.html", {"run": run, "tables": portal.tables(run)})
    raise Http404


@csrf_exempt  # holds nothing but the look of pages, and must stand on pages without a token
@require_POST
@access("anyone")
def preferences(request: HttpRequest) -> HttpResponse:
    """Remember colours, text size or language, and return to the page one came from.

    The page's own script has changed the page already and wants no other: 204.
    """
    by_script = request.headers.get("X-Requested-With") == "fetch"
    response = HttpResponse(status=204) if by_script else HttpResponseRedirect(_came_from(request))
    for name, (cookie, allowed, _otherwise) in PREFERENCES.items():
        if request.POST.get(name) in allowed:
            response.set_cookie(
                cookie,
                request.POST[name],
                max_age=YEAR_IN_SECONDS,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
    return response


def _came_from(request: HttpRequest) -> str:
    """Return the page before, if it is ours; the referrer policy sends it within the site only."""
    referrer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        referrer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return referrer if ours else reverse("web:home")


class SignIn(auth_views.LoginView):
    """User name and password; five wrong ones lock the pair of name and address for a while."""

    template_name = "web/sign_in.html"
    http_method_names = FORM_METHODS
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(auth_views.LogoutView):
    """End the session."""

    next_page = reverse_lazy("web:home")


class PasswordChange(auth_views.PasswordChangeView):
    """Set a new password, proving that one knows the old one."""

    template_name = "web/password_change.html"
    http_method_names = FORM_METHODS
    form_class = NewPasswordForm
    success_url = reverse_lazy("web:home")

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        """Keep this session, end the others (Django's session hash), and say so."""
        with transaction.atomic():
            response = super().form_valid(form)
            password_was_set(form.user)
        messages.success(self.request, _("Your password has been changed."))
        return response


sign_in = access("anyone")(SignIn.as_view())
sign_out = access("anyone")(SignOut.as_view())
password_change = access("signed in")(PasswordChange.as_view())
