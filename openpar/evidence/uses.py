"""Where documents are used. Uses belong to the sheets, a later step: the relation leads there."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from openpar.evidence.flags import FLAGS, flagged
from openpar.evidence.models import Document, Revision
from openpar.people.models import User


def visible_uses(user: User) -> QuerySet:
    """Return the uses on the items of sheets that the person may read."""
    uses = Revision._meta.get_field("uses").related_model
    items = uses._meta.get_field("item").related_model
    return uses.objects.filter(item__in=items.objects.visible_to(user))


def used(documents: QuerySet[Document], user: User, **criteria: object) -> QuerySet[Document]:
    """Return the documents with a use that the person may see, of a criterion if named."""
    return documents.filter(Exists(_of_document(user).filter(**criteria)))


def unused(documents: QuerySet[Document], user: User) -> QuerySet[Document]:
    """Return the documents without a use that the person may see."""
    return documents.exclude(Exists(_of_document(user)))


def with_newest(documents: QuerySet[Document], user: User) -> QuerySet[Document]:
    """Return documents with all that a list prints of them: three queries for any number.

    ``row.revisions.all()`` newest first, each with its flags, and ``revision.uses.all()`` with
    criterion, cycle, period and unit.
    """
    seen = visible_uses(user).select_related(
        "item__criterion", "item__sheet__cycle", "item__sheet__period", "item__sheet__unit"
    )
    revisions = flagged(Revision.objects.order_by("-pk"), FLAGS)
    revisions = revisions.select_related("lock", "link_check", "inspection")
    revisions = revisions.prefetch_related(Prefetch("uses", queryset=seen.order_by("-pk")))
    rows = documents.select_related("owner")
    return rows.prefetch_related(Prefetch("revisions", queryset=revisions))


def _of_document(user: User) -> QuerySet:
    return visible_uses(user).filter(revision__document=OuterRef("pk"))
