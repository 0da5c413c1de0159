"""Every address of the program: one prefix a slice, the home page and errors from ``web``."""

from django.urls import include, path

from openpar.audit import views as audit
from openpar.people.access import access
from openpar.web.health import healthz

SLICES = (
    "people", "messages", "criteria", "evidence", "assessments", "appraisals", "results",
    "reports",
)  # fmt: skip

# The log stands before accounts and knows no roles: who may read it is said here.
LOG = [path("", access("coordinator", "auditor")(audit.events), name="events")]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    *(path(f"{name}/", include(f"openpar.{name}.urls")) for name in SLICES),
    path("nhat-ky/", include((LOG, "audit"))),
    path("guide/", include("openpar.web.guide_urls")),
    path("api/v1/", include("openpar.api.urls")),
    path("", include("openpar.web.urls")),
]

handler400 = "openpar.api.failing.bad_request"
handler403 = "openpar.web.errors.forbidden"
handler404 = "openpar.web.errors.not_found"
handler500 = "openpar.api.failing.server_error"
