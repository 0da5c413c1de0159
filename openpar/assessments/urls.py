"""Addresses of the self-assessment: cycle, unit and criterion by their codes."""

from django.urls import path, register_converter

from openpar.assessments import (
    saving,
    views,
    views_annex,
    views_comments,
    views_evidence,
    views_figures,
    views_file,
    views_people,
    views_remapping,
    views_reopening,
    views_sending,
    views_signing,
    views_using,
    views_workbook,
)


class PlaceConverter:
    """A cycle by its code, and after a dot one of its periods: ``dot-2026.quarter-2``."""

    regex = r"[-a-zA-Z0-9_]+(?:\.[-a-z0-9]+)?"

    def to_python(self, value: str) -> str:
        """Keep it as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Write it as it stands."""
        return value


register_converter(PlaceConverter, "place")

app_name = "assessments"
urlpatterns = [
    path("", views.sheets, name="sheets"),
    path("discussions/", views_comments.discussions, name="discussions"),
    path("figures/", views_figures.led, name="led"),
    path(
        "figures/<slug:cycle>/<str:criteria_set>/<str:code>/",
        views_figures.figures,
        name="figures",
    ),
    path(
        "figures/<slug:cycle>/<str:criteria_set>/<str:code>/table/",
        views_figures.table,
        name="figures_table",
    ),
    path("evidence/<int:use_id>/", views.download, name="download"),
    path("evidence/<int:use_id>/view/", views_evidence.view, name="view_evidence"),
    path("evidence/<int:use_id>/pages/<int:number>/", views_evidence.page, name="evidence_page"),
    path("newer-set/<slug:cycle>/<str:cohort>/", views_remapping.newer_set, name="newer_set"),
    path("<place:cycle>/<str:unit>/remapped/", views_remapping.remapped, name="remapped"),
    path("<place:cycle>/<str:unit>/", views.sheet, name="sheet"),
    path("<place:cycle>/<str:unit>/annex/", views_annex.annex, name="annex"),
    path("<place:cycle>/<str:unit>/begin/", views.begin, name="begin"),
    path("<place:cycle>/<str:unit>/submit/", views_sending.submit, name="submit"),
    path("<place:cycle>/<str:unit>/moves/<str:name>/", views_sending.move, name="move"),
    path("<place:cycle>/<str:unit>/sign/", views_signing.sign, name="sign"),
    path("<place:cycle>/<str:unit>/report/", views_sending.report, name="report"),
    path(
        "<place:cycle>/<str:unit>/report/<int:number>/",
        views_sending.report_file,
        name="report_file",
    ),
    path("<place:cycle>/<str:unit>/repair/", views_reopening.repair, name="repair"),
    path("<place:cycle>/<str:unit>/supplement/", views_reopening.supplement, name="supplement"),
    path("<place:cycle>/<str:unit>/answer/", views_reopening.answer, name="answer"),
    path("<place:cycle>/<str:unit>/differences/", views_reopening.differences, name="differences"),
    path("<place:cycle>/<str:unit>/people/", views_people.people, name="people"),
    path("<place:cycle>/<str:unit>/people/hand-over/", views_people.hand_over, name="hand_over"),
    path("<place:cycle>/<str:unit>/people/<str:code>/finish/", views_people.finish, name="finish"),
    path("<place:cycle>/<str:unit>/receipts/<int:number>/", views_sending.receipt, name="receipt"),
    path("<place:cycle>/<str:unit>/workbook/", views_workbook.workbook, name="workbook"),
    path("<place:cycle>/<str:unit>/upload/", views_workbook.upload, name="upload"),
    path("<place:cycle>/<str:unit>/leads/", views_file.leads, name="leads"),
    path("<place:cycle>/<str:unit>/external/", views_file.external, name="external"),
    path("<place:cycle>/<str:unit>/file/<int:number>/", views_file.merged, name="merged"),
    path(
        "<place:cycle>/<str:unit>/criteria/<str:code>/evidence/", views_using.evidence, name="using"
    ),
    path(
        "<place:cycle>/<str:unit>/criteria/<str:code>/evidence/<int:use_id>/",
        views_using.change_use,
        name="change_use",
    ),
    path("<place:cycle>/<str:unit>/criteria/<str:code>/files/", views_using.files, name="files"),
    path("<place:cycle>/<str:unit>/criteria/<str:code>/reuse/", views_file.reuse, name="reuse"),
    path("<place:cycle>/<str:unit>/criteria/<str:code>/", views.criterion, name="criterion"),
    path("<place:cycle>/<str:unit>/criteria/<str:code>/save/", saving.save, name="save"),
    path(
        "<place:cycle>/<str:unit>/criteria/<str:code>/comment/",
        views_comments.comment,
        name="comment",
    ),
    path("<place:cycle>/<str:unit>/criteria/<str:code>/read/", views_comments.read, name="read"),
]
