"""How the reader wants pages to look: colours, text size, language; remembered in cookies.

The server writes the choice into the page, so nothing flashes and no script is needed.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

#: Preference -> (cookie, allowed values, value without a cookie).
PREFERENCES = {
    "theme": ("openpar_theme", ("auto", "light", "dark"), "auto"),
    "text": ("openpar_text", ("small", "normal", "large"), "normal"),
    "language": (settings.LANGUAGE_COOKIE_NAME, tuple(dict(settings.LANGUAGES)), ""),
}
_THEMES = {
    "auto": (_("Colours as on the device"), "auto"),
    "light": (_("Light colours"), "light"),
    "dark": (_("Dark colours"), "dark"),
}
_TEXTS = {
    "small": (_("Smaller text"), "−A"),
    "normal": (_("Normal text"), "A"),
    "large": (_("Larger text"), "+A"),
}
_LANGUAGES = {"vi": ("Tiếng Việt", "VI"), "en": ("English", "EN")}


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a preference; ``pressed`` is ``true`` or ``false`` as ARIA writes it."""

    value: str
    label: str | Promise
    symbol: str
    pressed: str


@dataclass(frozen=True, slots=True)
class Appearance:
    """What base.html needs of the reader's preferences."""

    theme: str = "auto"
    text: str = "normal"

    @property
    def color_scheme(self) -> str:
        """The schemes the browser may use for its own controls."""
        return "light dark" if self.theme == "auto" else self.theme

    @property
    def theme_choices(self) -> list[Choice]:
        """Device, light, dark."""
        return _choices(_THEMES, self.theme)

    @property
    def text_choices(self) -> list[Choice]:
        """−A, A, +A."""
        return _choices(_TEXTS, self.text)

    @property
    def language_choices(self) -> list[Choice]:
        """Vietnamese and English, each in its own words."""
        return _choices(_LANGUAGES, get_language() or settings.LANGUAGE_CODE)


def _choices(known: dict[str, tuple[str | Promise, str]], current: str) -> list[Choice]:
    return [
        Choice(value, label, symbol, "true" if value == current else "false")
        for value, (label, symbol) in known.items()
    ]


def read(request: HttpRequest) -> Appearance:
    """Return the reader's preferences; what no page offers counts as not chosen."""
    values = {}
    for name in ("theme", "text"):
        cookie, allowed, otherwise = PREFERENCES[name]
        value = request.COOKIES.get(cookie, "")
        values[name] = value if value in allowed else otherwise
    return Appearance(**values)
