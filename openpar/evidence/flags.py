"""Flags: what a person should look at in a document. They never take points and never stop anybody.

One function a flag, in one table. Each returns the condition under which a revision bears the flag,
as the database answers it: so a list of twenty thousand documents is filtered by a flag as fast as
by a word. A unit learns that another has the same file, never which one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now, TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openpar.evidence.models import (
    Document,
    Finding,
    Form,
    LinkCheck,
    LockedFile,
    Revision,
    Subject,
    Verdict,
)

#: The kind of document whose validity must last to the end of the period (S1-23).
CERTIFICATE = "certificate"
#: The condition of a flag, over revisions.
Condition = Callable[[], Q]


@dataclass(frozen=True, slots=True)
class Flag:
    """``title`` is the badge, ``advice`` what the unit does about it, ``tone`` of the badge."""

    name: str
    title: str | Promise
    advice: str | Promise
    condition: Condition
    tone: str = "warning"


def locked() -> Q:
    """It bears a mark of secrecy and nobody has decided on it."""
    return Q(lock__state=LockedFile.State.LOCKED)


def removed() -> Q:
    """Its bytes were removed as those of a classified document."""
    return Q(lock__state=LockedFile.State.REMOVED)


def outside_period() -> Q:
    """It is used for a year other than that of its date."""
    uses = _uses().filter(revision=OuterRef("pk"))
    year = F("item__sheet__cycle__year")
    wrong = ~Q(revision__document__date__year=year) & Q(revision__document__date__isnull=False)
    return Q(Exists(uses.filter(wrong)))


def expired() -> Q:
    """Its validity has ended: before the period it is used for began, or by now if unused.

    A certificate must hold on the last day of the period.
    """
    ended = F("revision__document__effective_to")
    certificate = Q(revision__document__kind=CERTIFICATE, item__sheet__period__as_of__gt=ended)
    other = Q(item__sheet__cycle__year__gt=F("revision__document__effective_to__year"))
    uses = _uses().filter(revision=OuterRef("pk"))
    unused = ~Exists(uses) & Q(document__effective_to__lt=TruncDate(Now()))
    return Q(Exists(uses.filter(certificate | other))) | unused


def other_issuer() -> Q:
    """It was issued by another body than the unit whose register it stands in."""
    own = (
        Q(document__issuer="")
        | Q(document__issuer__icontains=F("document__owner__name"))
        | Q(document__owner__name__icontains=F("document__issuer"))
        | Q(document__owner__short_name__iexact=F("document__issuer"))
    )
    return ~own


def same_elsewhere() -> Q:
    """Another unit has registered the very same bytes."""
    same = Revision.objects.filter(sha256=OuterRef("sha256"))
    same = same.exclude(document__owner=OuterRef("document__owner"))
    return Q(document__form=Form.FILE) & Exists(same)


def _found(subject: Subject) -> Condition:
    """Return the condition that a reading has flagged a subject."""

    def condition() -> Q:
        found = Finding.objects.filter(revision=OuterRef("pk"), verdict=Verdict.FLAGGED)
        return Q(document__form=Form.FILE) & Exists(found.filter(subject=subject))

    return condition


def link_broken() -> Q:
    """The page did not open, or said something else, when it was checked last."""
    return Q(link_check__isnull=False) & ~Q(link_check__result=LinkCheck.Result.AS_DESCRIBED)


def undescribed() -> Q:
    """The register book does not say when it was made, or what it is."""
    document = Q(document__date__isnull=True) | Q(document__number="", document__symbol="")
    return Q(document__form=Form.FILE) & document


#: Every flag, the gravest first.
FLAGS: Mapping[str, Flag] = {
    flag.name: flag
    for flag in (
        Flag(
            "locked", _("Locked: mark of secrecy"),
            _("If it is classified, remove it and enter the minutes of an inspection on the spot. "
              "If it is not, ask the coordinator to release it."),
            locked, "danger",
        ),
        Flag(
            "removed", _("Removed: classified"),
            _("Enter the minutes of an inspection on the spot in its place."), removed, "danger",
        ),
        Flag(
            "unreadable", _("Cannot be read"),
            _("Scan it anew at 300 dots an inch, or attach the PDF that the document was made of."),
            _found(Subject.TEXT),
        ),
        Flag(
            "outside_period", _("Dated outside the year"),
            _("Check the date, or attach the document of the year that is scored."),
            outside_period,
        ),
        Flag(
            "expired", _("No longer in force"),
            _("Attach the one that is in force; a certificate must be valid to the end of the "
              "period."),
            expired,
        ),
        Flag(
            "other_issuer", _("Issued by another body"),
            _("Check that the criterion accepts a document of another body, and say so in the "
              "explanation."),
            other_issuer, "info",
        ),
        Flag(
            "same_elsewhere", _("Same file in another unit"),
            _("Check that it is your unit’s own result; the appraiser sees this too."),
            same_elsewhere,
        ),
        Flag(
            "near_same", _("Nearly the same text elsewhere"),
            _("Check that it is your unit’s own result; the appraiser sees this too."),
            _found(Subject.NEAR_SAME),
        ),
        Flag(
            "unsigned", _("No valid digital signature"),
            _("Attach the signed file as it came from the document system, not a print or a scan "
              "of it."),
            _found(Subject.SIGNATURE), "info",
        ),
        Flag(
            "link_broken", _("Page not as described"),
            _("Open the page, correct the address, and enter a new check."), link_broken,
        ),
        Flag(
            "active_content", _("Active content"),
            _("It is shown in the viewer only. Save it as a plain PDF without scripts, links to "
              "data or attached files."),
            _found(Subject.CONTENT),
        ),
        Flag(
            "personal_data", _("Personal data in it"),
            _("Others see it masked. Leave out numbers of persons that the criterion does not ask "
              "for."),
            _found(Subject.PERSONAL), "info",
        ),
        Flag(
            "hidden_data", _("Hidden data in it"),
            _("It names its author, the place of a picture, or keeps tracked changes and comments. "
              "Save a clean copy if nobody should read them."),
            _found(Subject.METADATA), "neutral",
        ),
        Flag(
            "undescribed", _("Number and date missing"),
            _("Write down number, symbol and date as the register book has them."), undescribed,
            "neutral",
        ),
    )
}  # fmt: skip
#: Flags that say something of a use: a sheet shows these and not how the register is kept.
ON_A_SHEET = tuple(name for name in FLAGS if name not in ("undescribed", "hidden_data"))


def flagged(revisions: QuerySet[Revision], names: Iterable[str] = FLAGS) -> QuerySet[Revision]:
    """Return the revisions with ``flag_…`` for each flag, in the same query."""
    return revisions.annotate(**{f"flag_{name}": FLAGS[name].condition() for name in names})


def flags_of(revision: Revision, names: Iterable[str] = FLAGS) -> list[Flag]:
    """Return the flags that a revision of ``flagged`` bears, the gravest first."""
    return [FLAGS[name] for name in names if getattr(revision, f"flag_{name}", False)]


def newest_of(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Return the documents with ``newest``, the id of their newest revision."""
    revisions = Revision.objects.filter(document=OuterRef("pk")).order_by("-pk")
    return documents.annotate(newest=Subquery(revisions.values("pk")[:1]))


def bearing(documents: QuerySet[Document], name: str) -> QuerySet[Document]:
    """Return the documents whose newest revision bears a flag; all where there is no such flag."""
    if name not in FLAGS:
        return documents
    bears = Revision.objects.filter(FLAGS[name].condition(), pk=OuterRef("newest"))
    return newest_of(documents).filter(Exists(bears))


def _uses() -> QuerySet:
    """The uses in force. They belong to the sheets; the relation leads there, no import does."""
    return Revision._meta.get_field("uses").related_model.objects.order_by()
