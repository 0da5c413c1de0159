"""The import in the browser: send, see what would change, confirm, hand out the links once."""

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.people import account_import as actions
from openpar.people.access import access
from openpar.people.account_views import workbook_response
from openpar.people.account_workbook import links_workbook, template_workbook
from openpar.people.appointment_views import APPOINTING
from openpar.people.formats import is_vietnamese
from openpar.people.passwords import link_for
from openpar.people.workbook_reading import sheets_of
from openpar.scoring.sets.reading import SetError

LARGEST_FILE = 10_000_000  # bytes; a line of the template takes about a hundred
#: How long a trial may wait for its confirmation.
TRIAL_SECONDS = 3600
_SALT = "openpar.people.account_import"
_WAITING = "links_to_hand_out"


class SendForm(forms.Form):
    """The workbook that was filled in."""

    file = forms.FileField(
        label=gettext_lazy("Excel file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self):
        """Return the lines of the workbook; a hostile or damaged one is refused with its reason."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("At most 10 MB; this file is larger."))
        try:
            return actions.lines_of(sheets_of(file.read()))
        except SetError as error:
            raise ValidationError(error.vi if is_vietnamese() else error.en) from None


@require_http_methods(["GET", "POST"])
@access(*APPOINTING)
def send(request: HttpRequest) -> HttpResponse:
    """The form; after sending, what the file would change and every fault. Nothing is stored."""
    form = SendForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        lines = form.cleaned_data["file"]
        difference = actions.try_import(lines, by=request.user)
        sealed = signing.dumps([request.user.pk, lines], salt=_SALT, compress=True)
        context = {"difference": difference, "sealed": sealed, "line_count": len(lines)}
        status = 422 if difference.faults else 200
        return render(request, "people/accounts_trial.html", context, status=status)
    status = 422 if form.is_bound else 200
    return render(request, "people/accounts_import.html", {"form": form}, status=status)


@require_GET
@access(*APPOINTING)
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook to fill in."""
    return workbook_response("mau-tai-khoan-va-vai-tro.xlsx", template_workbook())


@require_POST
@access(*APPOINTING)
def confirm(request: HttpRequest) -> HttpResponse:
    """Store what was tried: everything, or nothing where something changed meanwhile."""
    try:
        sealed = signing.loads(request.POST.get("sealed", ""), salt=_SALT, max_age=TRIAL_SECONDS)
    except signing.BadSignature:
        sealed = None
    if sealed is None or sealed[0] != request.user.pk:
        messages.error(request, _("This trial is too old. Send the file again."))
        return redirect("people:accounts_import")
    try:
        difference = actions.import_accounts(sealed[1], by=request.user)
    except actions.ImportRefusedError as refusal:
        context = {"difference": actions.Difference(faults=refusal.faults), "line_count": 0}
        return render(request, "people/accounts_trial.html", context, status=422)
    created = [account.username for account in difference.created]
    request.session[_WAITING] = request.session.get(_WAITING, []) + created
    messages.success(request, _("Everything in the file is stored."))
    return redirect("people:accounts_imported")


@require_GET
@access(*APPOINTING)
def done(request: HttpRequest) -> HttpResponse:
    """After the import: the links of the new accounts wait to be handed out, once."""
    context = {"waiting": len(request.session.get(_WAITING, []))}
    return render(request, "people/accounts_imported.html", context)


@require_POST
@access(*APPOINTING)
def links(request: HttpRequest) -> HttpResponse:
    """The links of the new accounts as a workbook; the next time there are none."""
    found = actions.issue_links(request.session.pop(_WAITING, []), by=request.user)
    if not found:
        messages.info(request, _("The links have been handed out; reset passwords one by one."))
        return redirect("people:accounts_imported")
    rows = [(account, request.build_absolute_uri(link_for(account))) for account in found]
    return workbook_response("lien-ket-dat-mat-khau.xlsx", links_workbook(rows))
