"""A letter as a PDF file, from the same blocks as the Word document."""

from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from openpar.reports.letter import Letter

MEDIA_TYPE = "application/pdf"
STYLE = Path(__file__).with_name("letter.css")


class NoPDFError(Exception):
    """PDF files cannot be made on this machine; the text says what the operator has to do."""


def pdf_of(letter: Letter) -> bytes:
    """Return the document as PDF/UA, which screen readers follow.

    Raises
    ------
    NoPDFError
        The libraries that draw text are not installed.
    """
    try:
        # Nearly a second, which only who prints shall wait for, not every process that starts.
        import weasyprint  # noqa: PLC0415
    except OSError:  # the package is there, the system's Pango is not
        raise NoPDFError(
            _("This server cannot make PDF files: the operator has to install Pango. "
              "The Word file says the same.")
        ) from None  # fmt: skip
    html = render_to_string("reports/letter.html", {"letter": letter})
    document = weasyprint.HTML(string=html, url_fetcher=_nothing)
    style = weasyprint.CSS(string=STYLE.read_text(), url_fetcher=_nothing)
    return document.write_pdf(
        stylesheets=[style], pdf_variant="pdf/ua-1", presentational_hints=True
    )


def _nothing(url: str, **_options: object) -> dict[str, object]:
    """Refuse every address: a document is made of its text alone."""
    raise ValueError(f"a document loads nothing: {url[:80]}")
