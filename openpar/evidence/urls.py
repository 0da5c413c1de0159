"""Addresses of the register."""

from django.urls import path

from openpar.evidence import views

app_name = "evidence"
urlpatterns = [path("revisions/<int:revision_id>/", views.download, name="download")]
