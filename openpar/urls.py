"""Every address of the program: one prefix a slice, the home page and errors from ``web``."""

from importlib.util import find_spec

from django.urls import include, path

SLICES = ("people", "criteria", "evidence", "assessments", "appraisals", "results")

urlpatterns = [
    path(f"{name}/", include(f"openpar.{name}.urls"))
    for name in SLICES
    if find_spec(f"openpar.{name}") and find_spec(f"openpar.{name}.urls")
]
urlpatterns.append(path("", include("openpar.web.urls")))

handler400 = "openpar.web.errors.bad_request"
handler403 = "openpar.web.errors.forbidden"
handler404 = "openpar.web.errors.not_found"
handler500 = "openpar.web.errors.server_error"
