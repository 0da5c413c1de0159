"""Wrong twin of a page of one item: what belongs to others is forbidden, what is absent is 404."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from openpar.assessments import permissions
from openpar.assessments.models import ScoreItem


def telling_forbidden(request: HttpRequest, pk: int) -> HttpResponse:
    """Fetch first, ask afterwards: the answer tells whether the item exists."""
    item = get_object_or_404(ScoreItem.objects.select_related("sheet", "criterion"), pk=pk)
    if not permissions.may_read_item(request.user, item):
        return HttpResponse("Không được phép", status=403)
    return HttpResponse(item.explanation)
