"""Everything that can be set, from the environment; ``variables.py`` has the names.

With nothing set the program runs for development on an embedded PostgreSQL in ``./data``.
"""

import re
from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from openpar.variables import DEVELOPMENT_KEY, env, refuse_unknown_variables, whole_numbers

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("development", "test", "production")


def _database(url: str, data: Path) -> dict[str, object]:
    """The server of ``DATABASE_URL``, or the embedded one listening in the data folder.

    The embedded server writes where its socket lies into ``postmaster.pid`` (line five); before
    its first start, that is its own folder.
    """
    if url:
        if not url.startswith(("postgres://", "postgresql://")):
            raise ImproperlyConfigured("DATABASE_URL phải là một địa chỉ postgres://…")
        return dict(environ.Env.db_url_config(url))
    folder = data / "postgresql"
    running = folder / "postmaster.pid"
    try:
        socket = running.read_text().splitlines()[4]
    except (OSError, IndexError):
        socket = str(folder)
    engine = "django.db.backends.postgresql"
    return {"ENGINE": engine, "NAME": "openpar", "USER": "postgres", "HOST": socket}


def _file_store() -> dict[str, object]:
    """Where evidence lies: the data folder, or a bucket of an S3 server."""
    kinds = {"disk", "s3"}
    if (kind := env("OPENPAR_STORAGE")) not in kinds:
        raise ImproperlyConfigured(
            f"OPENPAR_STORAGE là {kind!r}; chỉ nhận một trong {', '.join(sorted(kinds))}."
        )
    if kind == "disk":
        return {"BACKEND": "openpar.file_storage.DiskStorage"}
    if not env("OPENPAR_S3_BUCKET"):
        raise ImproperlyConfigured(
            "OPENPAR_STORAGE là s3 nhưng chưa đặt OPENPAR_S3_BUCKET. Xem docs/operate/settings.md."
        )
    options = {
        "bucket_name": env("OPENPAR_S3_BUCKET"),
        "endpoint_url": env("OPENPAR_S3_ENDPOINT") or None,
        "region_name": env("OPENPAR_S3_REGION") or None,
        "access_key": env("OPENPAR_S3_KEY") or None,
        "secret_key": env("OPENPAR_S3_SECRET") or None,
        "default_acl": None,  # as the bucket says: private
        "querystring_auth": True,
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


refuse_unknown_variables()

ENVIRONMENT = env("OPENPAR_ENVIRONMENT")
if ENVIRONMENT not in ENVIRONMENTS:
    raise ImproperlyConfigured(
        f"OPENPAR_ENVIRONMENT là {ENVIRONMENT!r}; chỉ nhận một trong {', '.join(ENVIRONMENTS)}."
    )
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env("OPENPAR_DEBUG")
SECRET_KEY = env("OPENPAR_SECRET_KEY")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("Không thể chạy chính thức khi OPENPAR_DEBUG đang bật. Hãy tắt đi.")
if PRODUCTION and (SECRET_KEY == DEVELOPMENT_KEY or len(SECRET_KEY) < 50):
    raise ImproperlyConfigured(
        "Không thể chạy chính thức với khoá bí mật mặc định hoặc ngắn hơn 50 ký tự. "
        "Hãy đặt OPENPAR_SECRET_KEY."
    )

# --- where things lie ------------------------------------------------------------------------

OPENPAR_DATA = Path(env("OPENPAR_DATA")).expanduser().resolve()
OPENPAR_TABLES = env("OPENPAR_TABLES")
OPENPAR_BROWSER = env("OPENPAR_BROWSER")
OPENPAR_HOST = env("OPENPAR_HOST")
OPENPAR_PORT = env("OPENPAR_PORT")
OPENPAR_ORGANISATION = env("OPENPAR_ORGANISATION")  # printed under the product's name
OPENPAR_WEB_WORKERS = env("OPENPAR_WEB_WORKERS")

# Decisions for which one person proposes and another decides.
TWO_PERSONS = frozenset(env("OPENPAR_TWO_PERSONS"))
if unknown := TWO_PERSONS - {"extension"}:
    raise ImproperlyConfigured(
        f"OPENPAR_TWO_PERSONS có việc không biết: {', '.join(sorted(unknown))}. "
        "Chỉ nhận: extension."
    )

# The proxy whose stamp of arrival counts: the address of its clock, by number.
PROXY_CLOCK = env("OPENPAR_PROXY_CLOCK")
if PROXY_CLOCK and not re.fullmatch(r"http://(\d+\.){3}\d+(:\d+)?(/.*)?", PROXY_CLOCK):
    raise ImproperlyConfigured(
        f"OPENPAR_PROXY_CLOCK là {PROXY_CLOCK!r}; chỉ nhận địa chỉ bằng số, "
        "ví dụ http://10.0.0.5:8081/clock."
    )

EMBEDDED_DATABASE = not env("DATABASE_URL")
# Deadlines and "today" follow the database clock, so its sessions live in Vietnam's time.
DATABASES = {
    "default": _database(env("DATABASE_URL"), OPENPAR_DATA)
    | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "TIME_ZONE": "Asia/Ho_Chi_Minh"}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

EVIDENCE_MAX_BYTES = env("OPENPAR_EVIDENCE_MEGABYTES") * 1024 * 1024
UNIT_MAX_BYTES = env("OPENPAR_UNIT_MEGABYTES") * 1024 * 1024  # all files of a unit together
# One request: the largest folder of evidence, or several files chosen at once.
REQUEST_MAX_BYTES = max(301 * 1024 * 1024, 6 * EVIDENCE_MAX_BYTES)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "openpar.file_arrival.LimitedUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Reading of evidence: the time one file may take, how alike texts of two units are flagged, the
# folder of certificates whose signatures count, and the roles that see personal data unmasked.
READING_SECONDS = env("OPENPAR_READING_SECONDS")
SIMILARITY_PERCENT = env("OPENPAR_SIMILARITY_PERCENT")
if not 60 <= SIMILARITY_PERCENT <= 100:
    raise ImproperlyConfigured("OPENPAR_SIMILARITY_PERCENT phải từ 60 đến 100.")
SIGNATURE_TRUST = env("OPENPAR_SIGNATURE_TRUST")
FULL_SIGHT = tuple(env("OPENPAR_FULL_SIGHT"))
_MAY_SEE_ALL = {"coordinator", "inner_coordinator", "appraiser", "auditor", "observer"}
if unknown := set(FULL_SIGHT) - _MAY_SEE_ALL:
    raise ImproperlyConfigured(
        f"OPENPAR_FULL_SIGHT có vai trò không biết: {', '.join(sorted(unknown))}. "
        f"Chỉ nhận: {', '.join(sorted(_MAY_SEE_ALL))}."
    )

# The interface for programs: requests of one token or account in a minute.
API_REQUESTS_PER_MINUTE = env("OPENPAR_API_REQUESTS_PER_MINUTE")

# A score sheet of a hundred leaves with their inputs is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- what it is made of ----------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "procrastinate.contrib.django",
    "axes",
    "csp",
    "django_htmx",
    "openpar.audit",
    "openpar.people",
    "openpar.messages",
    "openpar.criteria",
    "openpar.evidence",
    "openpar.assessments",
    "openpar.appraisals",
    "openpar.results",
    "openpar.reports",
    "openpar.web",
    "openpar.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "openpar.criteria.arrivals.ArrivalMiddleware",
    "openpar.web.language.LanguageMiddleware",
    "openpar.web.request_size.RequestSizeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "openpar.people.first_sign_in.ChangeGivenPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "openpar.urls"
FORM_RENDERER = "openpar.web.rendering.PageFormRenderer"
CSRF_FAILURE_VIEW = "openpar.web.errors.csrf_failure"
WSGI_APPLICATION = "openpar.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "openpar.web.context.page",
            ],
        },
    }
]

# --- who comes in ----------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["openpar.hashing.Argon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "web:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "openpar.web.errors.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_IPWARE_PROXY_COUNT = env("OPENPAR_TRUSTED_PROXIES") or None
AXES_IPWARE_META_PRECEDENCE_ORDER = (
    ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if AXES_IPWARE_PROXY_COUNT else ["REMOTE_ADDR"]
)

# --- what the browser may do -----------------------------------------------------------------

ALLOWED_HOSTS = env("OPENPAR_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env("OPENPAR_TRUSTED_ORIGINS")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 8 * 3600  # one working day
CSRF_COOKIE_HTTPONLY = False  # htmx sends the token as a header
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
if AXES_IPWARE_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- language, numbers, time -----------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [ROOT / "openpar" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- static files ----------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = OPENPAR_DATA / "static"
# Names with the content's hash once the launcher has collected the files; development with
# DEBUG, and tests, read them where they are written.
COLLECTED = ENVIRONMENT != "test" and not DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "evidence": _file_store(),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not COLLECTED

# --- mail and reminders ----------------------------------------------------------------------


def _mail(url: str) -> dict[str, object]:
    """The mail server of ``EMAIL_URL``; without one nothing is sent and nothing waits."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if not url.startswith(("smtp://", "smtp+tls://", "smtp+ssl://")):
        raise ImproperlyConfigured(
            "EMAIL_URL phải là smtp://…, smtp+tls://… hoặc smtp+ssl://…. "
            "Xem docs/operate/settings.md."
        )
    return dict(environ.Env.email_url_config(url))


MAIL_ENABLED = bool(env("EMAIL_URL"))
_server = _mail(env("EMAIL_URL"))
EMAIL_BACKEND = _server["EMAIL_BACKEND"]
EMAIL_HOST = _server.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _server.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _server.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _server.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _server.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _server.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20  # seconds: a silent server is one that is down
DEFAULT_FROM_EMAIL = env("OPENPAR_MAIL_FROM")
OPENPAR_ADDRESS = env("OPENPAR_ADDRESS").rstrip("/")  # what links in mail begin with
DIGEST_HOUR = whole_numbers("OPENPAR_DIGEST_HOUR", [str(env("OPENPAR_DIGEST_HOUR"))], 23)[0]
QUIET_HOURS = whole_numbers("OPENPAR_QUIET_HOURS", env("OPENPAR_QUIET_HOURS").split("-"), 23)
if len(QUIET_HOURS) != 2:
    raise ImproperlyConfigured("OPENPAR_QUIET_HOURS là hai giờ, ví dụ 20-6.")
REMIND_DAYS = whole_numbers("OPENPAR_REMIND_DAYS", env("OPENPAR_REMIND_DAYS"), 365)
REMIND_COOPERATING_DAYS = whole_numbers(
    "OPENPAR_REMIND_COOPERATING_DAYS", env("OPENPAR_REMIND_COOPERATING_DAYS"), 365
)
VERY_LATE_DAYS = whole_numbers("OPENPAR_VERY_LATE_DAYS", [str(env("OPENPAR_VERY_LATE_DAYS"))], 365)[
    0
]

# --- background work and log -----------------------------------------------------------------

PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful", "update_heartbeat_interval": 5.0}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
