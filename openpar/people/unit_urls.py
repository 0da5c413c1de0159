"""Addresses of the register of units."""

from django.urls import path

from openpar.people import reorganise_views, unit_import_views, unit_views, views

UNITS = [
    path("units/", views.units, name="units"),
    path("units.xlsx", views.export, name="units_export"),
    path("unit-tree/", views.tree, name="unit_tree"),
    path("new-unit/", unit_views.create, name="unit_create"),
    path("reorganisation/", reorganise_views.reorganisation, name="reorganisation"),
    path("unit-imports/", unit_import_views.send, name="unit_import"),
    path("unit-imports/template.xlsx", unit_import_views.template, name="unit_template"),
    path("unit-imports/national/", unit_import_views.load_province, name="unit_national"),
    path("unit-imports/<int:number>/", unit_import_views.trial, name="unit_trial"),
    path("units/<str:code>/", views.unit, name="unit"),
    path("units/<str:code>/change/", unit_views.change, name="unit_change"),
    path("units/<str:code>/end/", unit_views.close, name="unit_close"),
    path("units/<str:code>/service-points/", unit_views.open_service_point, name="point_open"),
    path(
        "units/<str:code>/service-points/<int:number>/end/",
        unit_views.close_service_point,
        name="point_close",
    ),
]
