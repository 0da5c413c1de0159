"""What a verdict on a signature means, and how alike two texts are, in words."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.evidence.models import RevisionSignature
from openpar.people import formats

register = template.Library()
Verdict = RevisionSignature.Verdict

#: Verdict -> tone of its badge, and what it means for who looks at the file.
_MEANING = {
    Verdict.VALID: (
        "success",
        gettext_lazy("The signer is known and the file has not changed since it was signed."),
    ),
    Verdict.TIME_UNPROVEN: (
        "info",
        gettext_lazy(
            "The signer is known and the file has not changed; that it was signed at this time is "
            "the word of the signer’s machine alone."
        ),
    ),
    Verdict.UNKNOWN_SIGNER: (
        "warning",
        gettext_lazy(
            "The file has not changed, but the certificate was issued by nobody whom this system "
            "has been told to trust."
        ),
    ),
    Verdict.CHANGED: (
        "danger",
        gettext_lazy("The file was changed after it was signed: ask for the original."),
    ),
    Verdict.EXPIRED: (
        "warning",
        gettext_lazy(
            "The certificate has expired, and no time stamp tells whether it was signed before."
        ),
    ),
    Verdict.REVOKED: (
        "danger",
        gettext_lazy("The certificate had been revoked when the file was signed."),
    ),
    Verdict.NOT_CHECKABLE: (
        "warning",
        gettext_lazy("The signature is damaged or of a kind that this system cannot check."),
    ),
}


@register.filter
def signature_tone(signature: RevisionSignature) -> str:
    """Return the tone of the badge."""
    return _MEANING[Verdict(signature.verdict)][0]


@register.filter
def signature_meaning(signature: RevisionSignature) -> str:
    """Return what the verdict means, and whether revocation is known."""
    meaning = str(_MEANING[Verdict(signature.verdict)][1])
    if signature.verdict == Verdict.VALID and not signature.revocation_known:
        return f"{meaning} {_('Whether the certificate was revoked could not be checked here.')}"
    return meaning


@register.filter
def permille_share(permille: int) -> str:
    """Return thousandths as per cent with one decimal: 93,5%."""
    whole, tenth = divmod(permille, 10)
    return f"{formats.write_number(f'{whole}.{tenth}', 1)}%"
