"""Addresses of criteria sets and cycles."""

from django.urls import path

from openpar.criteria import views

app_name = "criteria"

urlpatterns = [
    path("sets/", views.sets, name="sets"),
    path("sets/load/", views.load, name="load"),
    path("sets/<slug:code>/<int:version>/", views.criteria_set, name="set"),
    path("sets/<slug:code>/<int:version>/publish/", views.publish, name="publish"),
    path("cycles/", views.cycles, name="cycles"),
    path("cycles/<slug:code>/", views.cycle, name="cycle"),
]
