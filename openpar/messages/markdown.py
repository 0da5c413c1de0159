"""Markdown as safe HTML: no raw HTML passes the parser, and what it writes is cleaned once more."""

from collections.abc import Callable

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from openpar.people.search import fold

_TAGS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr",
    "li", "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"},
    "ol": {"start"},
    "table": {"class"},
}  # fmt: skip
_PICTURE = {"img": {"src", "alt", "width", "height"}}

#: Maps an address of the text to the one to print; ``None`` leaves the words without a link.
Addresses = Callable[[str], str | None]


def tokens(text: str) -> list[Token]:
    """Return the parts of a text; raw HTML in it is text like any other."""
    parser = MarkdownIt("commonmark", {"html": False})
    return parser.enable(["table", "strikethrough"]).parse(text)


def slug(heading: str) -> str:
    """Return the anchor of a heading: its words without marks, joined by dashes."""
    words = "".join(letter if letter.isalnum() else " " for letter in fold(heading))
    return "-".join(words.split())


def rendered(
    text: str, *, addresses: Addresses | None = None, pictures: bool = False
) -> SafeString:
    """Return Markdown as HTML for the inside of a page whose own heading is ``h1``.

    Headings stand under it without a gap and get anchors; tables scroll inside their frame.
    Pictures are dropped unless asked for: those of a notice would come from elsewhere.
    """
    parser = MarkdownIt("commonmark", {"html": False})
    parsed = tokens(text)
    _put_under_title(parsed)
    for position, token in enumerate(parsed):
        if token.type == "heading_open":
            token.attrSet("id", slug(parsed[position + 1].content))
        for child in token.children or ():
            _readdress(child, addresses)
    html = parser.renderer.render(parsed, parser.options, {})
    frame = f'<div class="table-frame" role="region" tabindex="0" aria-label="{_("Table")}">'
    html = html.replace("<table>", f'{frame}<table class="table">')
    html = html.replace("</table>", "</table></div>")
    return mark_safe(  # noqa: S308 - cleaned in this line
        nh3.clean(
            html,
            tags=_TAGS | (set(_PICTURE) if pictures else set()),
            attributes=_ATTRIBUTES | (_PICTURE if pictures else {}),
            url_schemes={"http", "https", "mailto"},
        )
    )


def _put_under_title(parsed: list[Token]) -> None:
    """Let the highest headings of a text be ``h2``, and let none skip a level."""
    headings = [token for token in parsed if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    before = 1
    for token in headings:
        if token.type == "heading_open":
            before = min(int(token.tag[1]) - highest + 2, before + 1)
        token.tag = f"h{before}"


def _readdress(token: Token, addresses: Addresses | None) -> None:
    """Point a link or a picture where the page wants it."""
    name = {"link_open": "href", "image": "src"}.get(token.type)
    if not name or addresses is None:
        return
    address = addresses(str(token.attrs[name]))
    if address is None:
        token.attrs.pop(name)
    else:
        token.attrSet(name, address)
