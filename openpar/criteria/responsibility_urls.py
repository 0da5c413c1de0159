"""Addresses of the responsibility matrix and of duties, joined to those of the slice."""

from django.urls import path

from openpar.criteria.views import duties, responsibilities

_MATRIX = "cycles/<slug:code>/responsibilities/"

RESPONSIBILITIES = [
    path("my-criteria/", duties.mine, name="my_criteria"),
    path("cycles/<slug:code>/units/<str:unit>/duties/", duties.duties, name="duties"),
    path("cycles/<slug:code>/units/<str:unit>/duties/<int:pk>/take/", duties.take,
         name="take_duty"),
    path(_MATRIX, responsibilities.matrix, name="matrix"),
    path(f"{_MATRIX}draw-up/", responsibilities.draw_up, name="draw_up_matrix"),
    path(f"{_MATRIX}export/", responsibilities.export, name="export_matrix"),
    path(f"{_MATRIX}move/<slug:name>/", responsibilities.move, name="move_matrix"),
    path(f"{_MATRIX}units/<str:unit>/", responsibilities.agency, name="agency"),
    path(f"{_MATRIX}sets/<slug:set_code>/<int:version>/<str:criterion>/",
         responsibilities.responsibility, name="responsibility"),
]  # fmt: skip
