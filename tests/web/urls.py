"""The addresses of the program and of pages that only tests serve."""

from datetime import UTC, datetime
from fractions import Fraction

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import path

from openpar.people.access import access
from openpar.urls import *  # noqa: F403 (the handlers of errors too)
from openpar.urls import urlpatterns as addresses

STATUSES = ("scored", "not applicable", "not yet due", "missing", "undetermined")


class SampleForm(forms.Form):
    """One field of each kind."""

    done = forms.CharField(label="Số nhiệm vụ hoàn thành", help_text="Đến ngày 31/12/2026.")
    kind = forms.ChoiceField(label="Loại văn bản", choices=[("a", "Kế hoạch"), ("b", "Báo cáo")])
    way = forms.ChoiceField(
        label="Hình thức",
        choices=[("a", "Trực tuyến"), ("b", "Trực tiếp")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Giải trình", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    file = forms.FileField(label="Tệp", required=False)
    claim = forms.BooleanField(
        label="Đề nghị không áp dụng", help_text="Nêu căn cứ trong giải trình.", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["done"].unit = "nhiệm vụ"

    def clean_done(self):
        """Refuse, so that the error shows."""
        raise forms.ValidationError("“12.5” có thể hiểu theo hai cách. Hãy viết 12,5.")


@access("anyone")
def parts(request):
    """Every component once."""
    count = int(request.GET.get("rows", 6))
    rows = [
        {
            "position": i + 1,
            "maximum": 2,
            "points": Fraction(i, 3) if i % 5 == 0 else None,
            "status": STATUSES[i % 5],
            "index": Fraction(9000 - i, 100),
        }
        for i in range(count)
    ]
    form = SampleForm({"done": "12.5", "kind": "a", "way": "b"})
    context = {
        "rows": rows,
        "form": form,
        "now": datetime(2026, 12, 15, 9, 30, tzinfo=UTC),
        "pairs": [("Cơ quan chủ trì thẩm định", "Sở Nội vụ"), ("Mốc chấm điểm", "15/12/2026")],
        "list_page": Paginator(range(95), 20).page(2),
    }
    return render(request, "sample/parts.html", context)


@access("anyone")
def forbidden(request):
    """What one sees but may not do."""
    raise PermissionDenied("Thành viên không thẩm định đơn vị của mình.")


@access("anyone")
def hidden(request):
    """What one may not see."""
    raise Http404(f"not for {request.path}")


urlpatterns = [
    path("sample/", parts),
    path("sample/forbidden/", forbidden),
    path("sample/hidden/", hidden),
    *addresses,
]
