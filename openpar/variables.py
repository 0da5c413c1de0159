"""The variables of the environment that the program knows: their types, their defaults.

A name beginning with ``OPENPAR_`` that is not in ``VARIABLES`` stops the start: a mistyped
setting must never be silently without effect. docs/operate/settings.md is the same table.
"""

import os

import environ
from django.core.exceptions import ImproperlyConfigured

DEVELOPMENT_KEY = "only-for-development-this-key-is-public-and-refused-in-production"

VARIABLES = {
    "OPENPAR_ENVIRONMENT": (str, "development"),
    "OPENPAR_DEBUG": (bool, False),
    "OPENPAR_SECRET_KEY": (str, DEVELOPMENT_KEY),
    "OPENPAR_DATA": (str, "./data"),
    "OPENPAR_HOST": (str, "127.0.0.1"),
    "OPENPAR_PORT": (int, 8000),
    "OPENPAR_WEB_WORKERS": (int, 2),
    "OPENPAR_ORGANISATION": (str, ""),
    "OPENPAR_ALLOWED_HOSTS": (list, ["localhost", "127.0.0.1", "[::1]"]),
    "OPENPAR_TRUSTED_ORIGINS": (list, []),
    "OPENPAR_TRUSTED_PROXIES": (int, 0),
    "OPENPAR_EVIDENCE_MEGABYTES": (int, 50),
    "OPENPAR_UNIT_MEGABYTES": (int, 20_000),
    "OPENPAR_STORAGE": (str, "disk"),
    "OPENPAR_S3_BUCKET": (str, ""),
    "OPENPAR_S3_ENDPOINT": (str, ""),
    "OPENPAR_S3_REGION": (str, ""),
    "OPENPAR_S3_KEY": (str, ""),
    "OPENPAR_S3_SECRET": (str, ""),
    "OPENPAR_READING_SECONDS": (int, 300),
    "OPENPAR_SIMILARITY_PERCENT": (int, 80),
    "OPENPAR_SIGNATURE_TRUST": (str, ""),
    "OPENPAR_FULL_SIGHT": (list, ["coordinator", "inner_coordinator", "appraiser"]),
    "OPENPAR_PROXY_CLOCK": (str, ""),
    "OPENPAR_TWO_PERSONS": (list, ["extension"]),
    "OPENPAR_API_REQUESTS_PER_MINUTE": (int, 600),
    "OPENPAR_ADDRESS": (str, "http://localhost:8000"),
    "OPENPAR_MAIL_FROM": (str, "openpar@localhost"),
    "OPENPAR_DIGEST_HOUR": (int, 7),
    "OPENPAR_QUIET_HOURS": (str, "20-6"),
    "OPENPAR_REMIND_DAYS": (list, ["7", "3", "1"]),
    "OPENPAR_REMIND_COOPERATING_DAYS": (list, ["10", "5"]),
    "OPENPAR_VERY_LATE_DAYS": (int, 14),
    "OPENPAR_TABLES": (str, ""),
    "OPENPAR_BROWSER": (str, "/usr/bin/chromium"),
    "DATABASE_URL": (str, ""),
    "EMAIL_URL": (str, ""),
}
YES_OR_NO = ("yes", "no", "true", "false", "1", "0", "on", "off")


def refuse_unknown_variables() -> None:
    """Stop where a variable of this program is set that it does not know."""
    unknown = sorted(
        name for name in os.environ if name.startswith("OPENPAR_") and name not in VARIABLES
    )
    if unknown:
        raise ImproperlyConfigured(
            f"Biến môi trường không có trong bảng thiết lập: {', '.join(unknown)}. "
            "Xem docs/operate/settings.md."
        )


def env(name: str) -> object:
    """The value of a variable of the table, in its type; a word it cannot be is refused."""
    kind, _default = VARIABLES[name]
    try:
        if kind is bool and os.environ.get(name, "no").lower() not in YES_OR_NO:
            raise ValueError
        return _environment(name)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"Giá trị của {name} không đọc được: {os.environ[name]!r}. "
            "Xem docs/operate/settings.md."
        ) from error


def whole_numbers(name: str, texts: list[str], most: int) -> tuple[int, ...]:
    """Read whole numbers from 0 to ``most``; anything else stops the start."""
    if any(not text.isdecimal() or int(text) > most for text in texts):
        raise ImproperlyConfigured(
            f"{name} chỉ nhận số nguyên từ 0 đến {most}: {texts}. Xem docs/operate/settings.md."
        )
    return tuple(int(text) for text in texts)


_environment = environ.Env(**VARIABLES)
