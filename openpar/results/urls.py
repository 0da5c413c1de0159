"""Addresses of the results."""

from django.urls import path

from openpar.results import views
from openpar.results.views import figure, table, unit

app_name = "results"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:cycle>/compute/", views.compute, name="compute"),
    path("<slug:cycle>/<int:number>/", table.run, name="run"),
    path("<slug:cycle>/<int:number>/results.csv", table.export, name="export"),
    path("<slug:cycle>/<int:number>/units/<str:unit>/", unit.unit, name="unit"),
    path(
        "<slug:cycle>/<int:number>/units/<str:unit>/criteria/<str:code>/",
        figure.figure,
        name="figure",
    ),
]
