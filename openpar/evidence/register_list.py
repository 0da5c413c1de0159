"""The list of the register: columns, filters, and what a row prints."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from openpar.evidence.flags import bearing, flags_of
from openpar.evidence.kinds import kind_title
from openpar.evidence.models import Document, RevisionReading
from openpar.evidence.register_forms import RegisterFilterForm
from openpar.evidence.uses import unused, used, with_newest
from openpar.people.lists import Column, RowList
from openpar.people.models import Role, User
from openpar.people.scopes import Reach, roles_with

PER_PAGE = 50


def newest_of_row(row: Document):
    """Return the newest revision of a row."""
    return row.revisions.all()[0]


def row_flags(row: Document) -> list:
    """Return the flags of the newest revision."""
    return flags_of(newest_of_row(row))


def row_uses(row: Document) -> list:
    """Return the uses of all revisions that the reader may see, the newest first."""
    return [use for revision in row.revisions.all() for use in revision.uses.all()]


_COLUMNS = (
    Column("abstract", _("Document"), lambda row: row.abstract, order=("search",), width=50),
    Column("reference", _("Number and symbol"), lambda row: row.reference, shown=False),
    Column("day", _("Date"), lambda row: row.date, order=("date",)),
    Column("issuer", _("Issuer"), lambda row: row.issuer, order=("issuer",), width=30),
    Column("kind", _("Kind"), lambda row: kind_title(row.kind), order=("kind",)),
    Column(
        "uses", _("Used in"),
        lambda row: "; ".join(f"{use.code} ({use.item.sheet.cycle.code})" for use in row_uses(row)),
        width=30,
    ),
    Column(
        "flags", _("To be looked at"),
        lambda row: "; ".join(str(flag.title) for flag in row_flags(row)), width=30,
    ),
    Column("file", _("File"), lambda row: newest_of_row(row).file_name, shown=False, width=30),
    Column("from", _("Effective from"), lambda row: row.effective_from, shown=False),
    Column("to", _("Effective to"), lambda row: row.effective_to, shown=False),
    Column("at", _("Entered"), lambda row: row.at, order=("pk",), shown=False),
)  # fmt: skip
_UNIT = Column("unit", _("Unit"), lambda row: row.owner.name, order=("owner__search",), width=30)


def readers_list(request: HttpRequest) -> RowList:
    """Return the register as the reader may see it, and as the address asks for it."""
    user = request.user
    several = sees_several_units(user)
    form = RegisterFilterForm(request.GET, several_units=several)
    rows = filtered(Document.objects.visible_to(user), form, user)
    return RowList(
        request,
        rows.order_by("-pk"),
        (*_COLUMNS[:1], _UNIT, *_COLUMNS[1:]) if several else _COLUMNS,
        label=_("Documents"),
        file_name="tai-lieu-kiem-chung",
        row_template="evidence/_document_row.html",
        form=form,
        per_page=PER_PAGE,
        empty_title=_("No document here"),
        empty_text=_("Drop files above, or look for fewer words and with fewer filters."),
        whole=lambda found: with_newest(found, user),
    )


def sees_several_units(user: User) -> bool:
    """Whether the reader sees the registers of more units than the own ones."""
    if user.holds(Role.AUDITOR, Role.COORDINATOR, Role.INNER_COORDINATOR):
        return True
    return len(user.units(*roles_with(sheets=Reach.OWN_UNIT))) > 1


def filtered(rows: QuerySet[Document], form: RegisterFilterForm, user: User) -> QuerySet[Document]:
    """Return the rows that the filters leave; a filter that cannot be read leaves all."""
    form.is_valid()
    asked = form.cleaned_data
    if text := asked.get("q", ""):
        rows = matching(rows, text)
    if kind := asked.get("kind"):
        rows = rows.filter(kind=kind)
    if year := asked.get("year"):
        rows = rows.filter(date__year=year)
    if code := asked.get("criterion", "").strip():
        here = used(rows, user, item__criterion__code=code)
        rows = rows.filter(Q(criterion_code=code) | Q(pk__in=here.values("pk")))
    if unit := asked.get("unit", "").strip():
        rows = rows.filter(owner__code__iexact=unit)
    if use := asked.get("use"):
        rows = used(rows, user) if use == "used" else unused(rows, user)
    return bearing(rows, asked.get("flag", ""))


def matching(rows: QuerySet[Document], text: str) -> QuerySet[Document]:
    """Return the documents whose description or text holds the words: two indexes answer."""
    read = RevisionReading.objects.matching(text).filter(revision__document=OuterRef("pk"))
    described = Document.objects.matching(text).values("pk")
    return rows.filter(Q(pk__in=described) | Exists(read))
