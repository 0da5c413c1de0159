"""A list that one filters, sorts, pages and takes away as an Excel workbook: said once, by columns.

A page names its columns and hands over rows that the reader may see, filtered already. Only what a
column declares can be sorted by, so no address reaches a value that is not shown; an order or a
page nobody offers is passed over. ``web/_list.html`` shows it, its rows by a partial of the slice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise

from openpar.file_delivery import made
from openpar.people.list_workbook import MEDIA_TYPE, list_workbook

Text = str | Promise
#: Parameters of the list itself; whatever else stands in an address is a filter.
PAGE, ORDER, FORMAT = "page", "sort", "as"
WORKBOOK = "xlsx"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``value`` of a row as the workbook keeps it (text, number, day, moment, None).

    ``order``: the fields a QuerySet is sorted by; for rows made in Python, say ``sortable`` and
    they are sorted by ``value``. ``shown`` false: in the workbook only. ``width`` in characters.
    """

    name: str
    label: Text
    value: Callable[[Any], object]
    order: tuple[str, ...] = ()
    sortable: bool = False
    number: bool = False
    shown: bool = True
    width: int = 18

    @property
    def is_sortable(self) -> bool:
        """Whether the list may be sorted by it."""
        return self.sortable or bool(self.order)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: ``direction`` is ascending, descending or empty."""

    column: Column
    direction: str
    query: str


@dataclass
class RowList:
    """One list as an address asks for it.

    ``rows`` are what the reader may see, in their own order; ``row_template`` writes one, as
    ``row``. ``whole`` adds to a page's rows what only they need (one more query, not one a row).
    ``workbook_address``: where the workbook is another one than this list's, to be sent back.
    """

    request: HttpRequest
    rows: QuerySet | Sequence[Any]
    columns: tuple[Column, ...]
    label: Text
    file_name: str
    row_template: str
    form: Form | None = None
    per_page: int = 50
    title: str = ""
    empty_title: Text = ""
    empty_text: Text = ""
    whole: Callable[[QuerySet], QuerySet] | None = None
    frame: str = ""
    workbook_address: str = ""

    @property
    def wants_workbook(self) -> bool:
        """Whether the address asks for the workbook."""
        return self.request.GET.get(FORMAT) == WORKBOOK

    def workbook(self) -> HttpResponse:
        """Answer with all rows that the filters leave, in the order asked for."""
        rows = self._ordered
        if self.whole is not None and isinstance(rows, QuerySet):
            rows = self.whole(rows)
        content = list_workbook(self.title or str(self.label), self.columns, rows)
        return made(content, name=f"{self.file_name}.xlsx", media_type=MEDIA_TYPE)

    @cached_property
    def page(self) -> Page:
        """The page asked for; the nearest one where there is no such page."""
        if self.whole is None:
            return Paginator(self._ordered, self.per_page).get_page(self.request.GET.get(PAGE))
        keys = self._ordered.values_list("pk", flat=True)
        page = Paginator(keys, self.per_page).get_page(self.request.GET.get(PAGE))
        keys = list(page.object_list)
        found = {row.pk: row for row in self.whole(self.rows.model.objects.filter(pk__in=keys))}
        page.object_list = [found[key] for key in keys if key in found]
        return page

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns shown, each with the address that sorts by it or turns it."""
        name, descending = self._asked
        return [
            Head(column, self._direction(column, name, descending), self._query_of(column))
            for column in self.columns
            if column.shown
        ]

    @property
    def orders(self) -> list[Head]:
        """The heads one can sort by, for a screen too narrow for a row of heads."""
        return [head for head in self.heads if head.column.is_sortable]

    @property
    def order(self) -> str:
        """The order in force as the address writes it; empty is the list's own."""
        name, descending = self._asked
        return f"-{name}" if descending else name

    @property
    def query(self) -> str:
        """Filters and order, as the links of the pages carry them on."""
        parameters = self._parameters(PAGE, FORMAT)
        return f"&{parameters.urlencode()}" if parameters else ""

    @property
    def workbook_query(self) -> str:
        """The address of the workbook with the same filters and order."""
        parameters = self._parameters(PAGE, FORMAT)
        if not self.workbook_address:
            parameters[FORMAT] = WORKBOOK
        return f"{self.workbook_address}?{parameters.urlencode()}"

    @cached_property
    def _asked(self) -> tuple[str, bool]:
        """The column asked for and whether downwards; nothing where no such column sorts."""
        asked = self.request.GET.get(ORDER, "")
        name = asked.removeprefix("-")
        known = {column.name for column in self.columns if column.is_sortable}
        return (name, asked.startswith("-")) if name in known else ("", False)

    @cached_property
    def _ordered(self) -> QuerySet | Sequence[Any]:
        name, descending = self._asked
        if not name:
            return self.rows
        column = next(one for one in self.columns if one.name == name)
        if column.order:
            marked = [f"-{name}" if descending else name for name in column.order]
            return self.rows.order_by(*marked, "pk")
        known = [row for row in self.rows if column.value(row) is not None]
        unknown = [row for row in self.rows if column.value(row) is None]
        # What is not known stands last whichever way one sorts: it is neither least nor most.
        return sorted(known, key=column.value, reverse=descending) + unknown

    def _direction(self, column: Column, name: str, descending: bool) -> str:
        if column.name != name:
            return ""
        return "descending" if descending else "ascending"

    def _query_of(self, column: Column) -> str:
        parameters = self._parameters(PAGE, FORMAT)
        turned = self._asked == (column.name, False)
        parameters[ORDER] = f"-{column.name}" if turned else column.name
        return f"?{parameters.urlencode()}"

    def _parameters(self, *without: str) -> QueryDict:
        parameters = self.request.GET.copy()
        for name in without:
            parameters.pop(name, None)
        return parameters
