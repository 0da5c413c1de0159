"""Addresses of units and roles."""

from django.urls import path

from openpar.people import token_views, views
from openpar.people.account_urls import ACCOUNTS

app_name = "people"

urlpatterns = [
    path("units/", views.units, name="units"),
    path("units/<str:code>/", views.unit, name="unit"),
    path("my-roles/", views.my_roles, name="my_roles"),
    path("tokens/", token_views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", token_views.revoke, name="token_revoke"),
    *ACCOUNTS,
]
