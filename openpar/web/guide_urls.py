"""Addresses of the user guide."""

from django.urls import path

from openpar.web import guide_views

app_name = "guide"

urlpatterns = [
    path("", guide_views.index, name="index"),
    path("images/<str:name>", guide_views.picture, name="picture"),
    path("<slug:name>/", guide_views.page, name="page"),
]
