"""Addresses of criteria sets and cycles."""

from django.urls import path

from openpar.criteria.views import annexes, cycles, sets

app_name = "criteria"

urlpatterns = [
    path("sets/", sets.sets, name="sets"),
    path("sets/load/", sets.load, name="load"),
    path("sets/<slug:code>/<int:version>/", sets.criteria_set, name="set"),
    path("sets/blank.xlsx", sets.blank, name="blank"),
    path("sets/<slug:code>/<int:version>/set.yaml", sets.download_yaml, name="yaml"),
    path("sets/<slug:code>/<int:version>/set.xlsx", sets.download_workbook, name="workbook"),
    path("sets/<slug:code>/<int:version>/publish/", sets.publish, name="publish"),
    path("annexes/", annexes.annexes, name="annexes"),
    path("annexes/<int:pk>/columns/", annexes.columns, name="annex_columns"),
    path("annexes/<int:pk>/tree/", annexes.tree, name="annex_tree"),
    path("annexes/<int:pk>/rules/", annexes.rules, name="annex_rules"),
    path("annexes/<int:pk>/save/", annexes.save, name="annex_save"),
    path("annexes/<int:pk>/abandon/", annexes.abandon, name="annex_abandon"),
    path("cycles/", cycles.cycles, name="cycles"),
    path("cycles/<slug:code>/", cycles.cycle, name="cycle"),
]
