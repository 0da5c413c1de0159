"""Addresses of the documents, by cycle and unit as those of the sheets."""

from django.urls import path

from openpar.reports import views

app_name = "reports"
urlpatterns = [
    path("self-assessment/<place:cycle>/<str:unit>/", views.report, name="self_assessment"),
    path(
        "self-assessment/<place:cycle>/<str:unit>/package/<int:number>/",
        views.package,
        name="package",
    ),
    path(
        "self-assessment/<place:cycle>/<str:unit>/<str:stage>/<int:number>.<str:form>",
        views.document,
        name="document",
    ),
]
