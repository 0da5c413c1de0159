"""Addresses of units and roles."""

from django.urls import path

from openpar.people import token_views, views
from openpar.people.account_urls import ACCOUNTS
from openpar.people.unit_urls import UNITS

app_name = "people"

urlpatterns = [
    *UNITS,
    path("my-roles/", views.my_roles, name="my_roles"),
    path("tokens/", token_views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", token_views.revoke, name="token_revoke"),
    *ACCOUNTS,
]
