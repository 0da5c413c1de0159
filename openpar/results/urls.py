"""Addresses of the results."""

from django.urls import path

from openpar.results import views
from openpar.results.views import figure, past, table, unit

app_name = "results"
urlpatterns = [
    path("", views.index, name="index"),
    path("past/", past.imports, name="past_imports"),
    path("past/<int:pk>/", past.trial, name="past_import"),
    path("past/<int:pk>/confirm/", past.confirm, name="past_confirm"),
    path("units/<str:code>/", past.history, name="history"),
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
