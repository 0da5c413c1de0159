"""Addresses of the register."""

from django.urls import path

from openpar.evidence import (
    folder_views,
    locked_views,
    register_views,
    upload_views,
    viewer_views,
    views,
)

app_name = "evidence"
urlpatterns = [
    path("", register_views.register, name="register"),
    path("upload/", upload_views.upload, name="upload"),
    path("links/new/", register_views.enter_link, name="enter_link"),
    path("inspections/new/", register_views.enter_inspection, name="enter_inspection"),
    path("documents/<int:pk>/", register_views.document, name="document"),
    path("documents/<int:pk>/describe/", register_views.describe, name="describe"),
    path("documents/<int:pk>/revise/", register_views.revise, name="revise"),
    path("documents/<int:pk>/check/", register_views.check, name="check"),
    path("revisions/<int:revision_id>/", views.download, name="download"),
    path("revisions/<int:revision_id>/view/", viewer_views.view, name="view"),
    path("revisions/<int:revision_id>/pages/<int:number>/", viewer_views.page, name="page"),
    path("revisions/<int:revision_id>/take-over/", viewer_views.take_over, name="take_over"),
    path("revisions/<int:revision_id>/lock/", register_views.lock, name="lock"),
    path("locked/", locked_views.locked, name="locked"),
    path("locked/<int:pk>/<str:move>/", locked_views.decide, name="decide"),
    path("folders/", folder_views.folders, name="folders"),
    path("folders/<int:pk>/", folder_views.folder, name="folder"),
    path("folders/<int:pk>/register/", folder_views.register, name="folder_register"),
    path("folders/<int:pk>/abandon/", folder_views.abandon, name="folder_abandon"),
]
