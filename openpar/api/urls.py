"""Addresses of the interface: the operations, their description, and nothing else."""

from django.urls import path

from openpar.api import documentation
from openpar.api.interface import API
from openpar.api.refusals import not_there
from openpar.api.serving import addresses
from openpar.people.access import access

app_name = "api"

absent = access("anyone")(not_there)
absent.csrf_exempt = True  # nothing is done here; the answer is the one of what does not exist

urlpatterns = [
    path("openapi.json", documentation.openapi, name="openapi"),
    path("docs/", documentation.page, name="docs"),
    *addresses(API),
    path("<path:rest>", absent, name="absent"),
]
