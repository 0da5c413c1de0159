"""Addresses of the appraisal."""

from django.urls import path

from openpar.appraisals import views
from openpar.appraisals.views import assigning, matrix, proposing, saving

app_name = "appraisals"
urlpatterns = [
    path("", views.index, name="index"),
    path("items/<int:pk>/", saving.item, name="item"),
    path("<slug:cycle>/assignments/", assigning.assignments, name="assignments"),
    path("<slug:cycle>/assignments/proposed/", proposing.proposed, name="proposed"),
    path("<slug:cycle>/fields/<str:field>/", matrix.field, name="field"),
    path("<slug:cycle>/fields/<str:field>/units/<str:unit>/", matrix.unit, name="unit"),
    path("<slug:cycle>/criteria/<slug:set_code>/<str:code>/", matrix.criterion, name="criterion"),
    path(
        "<slug:cycle>/criteria/<slug:set_code>/<str:code>/recognise/",
        saving.recognise,
        name="recognise",
    ),
]
