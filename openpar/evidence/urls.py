"""Addresses of the register."""

from django.urls import path

from openpar.evidence import folder_views, views

app_name = "evidence"
urlpatterns = [
    path("revisions/<int:revision_id>/", views.download, name="download"),
    path("folders/", folder_views.folders, name="folders"),
    path("folders/<int:pk>/", folder_views.folder, name="folder"),
    path("folders/<int:pk>/register/", folder_views.register, name="folder_register"),
    path("folders/<int:pk>/abandon/", folder_views.abandon, name="folder_abandon"),
]
