"""Addresses of the self-assessment: cycle, unit and criterion by their codes."""

from django.urls import path

from openpar.assessments import saving, views

app_name = "assessments"
urlpatterns = [
    path("", views.sheets, name="sheets"),
    path("evidence/<int:use_id>/", views.download, name="download"),
    path("<slug:cycle>/<str:unit>/", views.sheet, name="sheet"),
    path("<slug:cycle>/<str:unit>/begin/", views.begin, name="begin"),
    path("<slug:cycle>/<str:unit>/submit/", views.submit, name="submit"),
    path("<slug:cycle>/<str:unit>/receipts/<int:number>/", views.receipt, name="receipt"),
    path("<slug:cycle>/<str:unit>/criteria/<str:code>/", views.criterion, name="criterion"),
    path("<slug:cycle>/<str:unit>/criteria/<str:code>/save/", saving.save, name="save"),
]
