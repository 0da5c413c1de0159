"""The user guide as pages for everybody."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openpar.people.access import access
from openpar.web import guide

LONGEST_SEARCH = 200


@require_GET
@access("anyone")
def index(request: HttpRequest) -> HttpResponse:
    """The pages of the guide, and the search over them."""
    text = request.GET.get("q", "")[:LONGEST_SEARCH]
    context = {"pages": guide.pages(), "text": text, "found": guide.search(text)}
    return render(request, "web/guide.html", context)


@require_GET
@access("anyone")
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One page of the guide, Vietnamese first."""
    found = guide.page(name)
    if found is None:
        raise Http404
    context = {
        "page": found,
        "vietnamese": found.html("vi"),
        "english": found.html("en"),
    }
    return render(request, "web/guide_page.html", context)


@require_GET
@access("anyone")
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of the guide."""
    path = guide.picture(name)
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=3600"
    return response
