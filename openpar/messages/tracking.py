"""The units a notice reached as a list: delivered, opened, confirmed (S0-6)."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from openpar.messages.forms import TrackingForm
from openpar.messages.models import Notice
from openpar.messages.models.notice import DeliveryQuerySet
from openpar.people.lists import Column, RowList

COLUMNS = (
    Column("unit", _("Unit"), lambda row: row.unit.name, order=("unit__search",), width=42),
    Column("code", _("Code"), lambda row: row.unit.code, shown=False, width=12),
    Column("delivered", _("Delivered at"), lambda row: row.at, order=("at",), width=20),
    Column("opened", _("Opened"), lambda row: row.opened_at, width=20),
    Column("opened_by", _("Opened by"), lambda row: row.opened_by, shown=False, width=26),
    Column("confirmed", _("Confirmed"), lambda row: row.confirmed_at, width=20),
    Column("confirmed_by", _("Confirmed by"), lambda row: row.confirmed_by, shown=False, width=26),
    Column("late", _("Late"), lambda row: row.confirmed_late, shown=False, width=8),
)


def tracking_list(
    request: HttpRequest, notice: Notice, form: TrackingForm, rows: DeliveryQuerySet
) -> RowList:
    """Return the list; who opened and confirmed is asked for the rows of the page alone."""
    return RowList(
        request,
        rows,
        COLUMNS,
        label=_("Units"),
        file_name=f"thong-bao-{notice.pk}",
        row_template="messages/_tracked.html",
        form=form,
        title=notice.title,
        empty_title=_("No unit matches"),
        whole=DeliveryQuerySet.with_answers,
    )
