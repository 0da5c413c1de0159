"""Actions in words, for the page of the log. The log itself keeps the name of the action."""

from django.utils.translation import gettext_lazy as _

TITLES = {
    "people.unit_created": _("Unit entered"),
    "people.account_created": _("Account created"),
    "people.appointed": _("Person appointed"),
    "criteria.loaded": _("Criteria set loaded as a draft"),
    "criteria.published": _("Criteria set published"),
    "criteria.cycle_opened": _("Cycle opened"),
    "criteria.cycle_closed": _("Cycle closed"),
    "criteria.phase_set": _("Dates of a phase set"),
    "criteria.file_given": _("File of figures given"),
    "criteria.file_replaced": _("File of figures replaced"),
    "evidence.received": _("Document received"),
    "evidence.described": _("Document described"),
    "assessments.opened": _("Score sheet begun"),
    "assessments.imported": _("Score sheet imported"),
    "assessments.saved": _("Criterion saved"),
    "assessments.attached": _("Document attached"),
    "assessments.detached": _("Document taken off"),
    "assessments.submitted": _("Score sheet submitted"),
    "appraisals.assigned": _("Field assigned to an appraiser"),
    "appraisals.appraised": _("Criterion appraised"),
    "appraisals.reappraised": _("Criterion appraised again"),
    "appraisals.appraised_imported": _("Decision on a claim imported"),
    "appraisals.explained_imported": _("Points after explanation imported"),
    "appraisals.council_imported": _("Points of the council imported"),
    "results.computed": _("Results computed"),
    "demonstration.loaded": _("Demonstration loaded"),
}
