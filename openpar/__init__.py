"""OpenPAR scores public administration reform.

The way of the data, in one line:

    criteria set -> cycle -> score sheet (+ evidence) -> appraisal -> explanation -> council
                 -> index -> publication -> improvement plan -> the next cycle

Folders, in that order. A folder imports only from folders named before it; ``settings``,
``urls`` and ``cli`` stand above all.
"""

__version__ = "0.1.0"

LAYERS = (
    "scoring", "figures",  # pure: no Django, no files, no clock, no network
    "audit", "people", "messages", "criteria", "evidence", "assessments", "appraisals",
    "surveys", "results", "plans",
    "reports", "web", "api",
)  # fmt: skip
