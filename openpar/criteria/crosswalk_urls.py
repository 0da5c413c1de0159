"""Addresses of crosswalks, joined to those of the slice: the newer set, then the older one."""

from django.urls import path

from openpar.criteria.views import crosswalks

_SET = "sets/<slug:code>/<int:version>/crosswalks/"
_ONE = f"{_SET}<slug:old_code>/<int:old_version>/"

CROSSWALKS = [
    path(_SET, crosswalks.crosswalks, name="crosswalks"),
    path(_ONE, crosswalks.crosswalk, name="crosswalk"),
    path(f"{_ONE}crosswalk.xlsx", crosswalks.export, name="export_crosswalk"),
    path(f"{_ONE}move/<slug:name>/", crosswalks.move, name="move_crosswalk"),
    path(f"{_ONE}lines/<slug:side>/<str:leaf>/", crosswalks.line, name="crosswalk_line"),
]
