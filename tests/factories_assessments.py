"""Score sheets and evidence for tests, made by the actions themselves."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.assessments import actions
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.people.models import Role, User
from tests.factories import (
    CohortFactory,
    CriteriaSetFactory,
    MembershipFactory,
    PhaseFactory,
    appointed,
)

#: The smallest file that libmagic calls a PDF.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def pdf(name: str = "ke-hoach.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A PDF as a browser uploads it."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def office_file(name: str, *members: str) -> SimpleUploadedFile:
    """A ZIP container with the given members, as an office document is one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        for member in ("[Content_Types].xml", *members):
            container.writestr(member, "<x/>")
    return SimpleUploadedFile(name, buffer.getvalue())


def sheet_with_officer(
    *, text: str | None = None, open_now: bool = True
) -> tuple[ScoreSheet, User]:
    """A begun sheet of a unit in an open cycle, and the unit's officer.

    ``text`` is a set file instead of the small set; ``open_now=False`` leaves out the phase.
    """
    criteria_set = CriteriaSetFactory(**({"text": text} if text else {}))
    member = MembershipFactory(cohort=CohortFactory(criteria_set=criteria_set))
    if open_now:
        PhaseFactory(cycle=member.cycle)
    officer = appointed(Role.OFFICER, member.unit)
    return actions.open_sheet(member.cycle, member.unit, by=officer), officer


def item_of(sheet: ScoreSheet, code: str) -> ScoreItem:
    """The item of one criterion as the views load it."""
    return sheet.items.for_row().get(criterion__code=code)


def save(sheet: ScoreSheet, code: str, by: User, **declared: object) -> ScoreItem:
    """Save one item at its current version; inputs are exact texts."""
    item = item_of(sheet, code)
    given = {"inputs": item.inputs, "explanation": item.explanation} | declared
    return actions.save_item(item, by=by, version=item.version, **given)


def address(sheet: ScoreSheet, rest: str = "") -> str:
    """The address of a page of a sheet."""
    return f"/assessments/{sheet.cycle.code}/{sheet.unit.code}/{rest}"


def set_of_leaves(count: int) -> str:
    """A set file of ``count`` leaves of one point each, in one field."""
    leaves = "\n".join(
        f"""  - code: "1.{number}"
    title: Tỷ lệ nhiệm vụ cải cách hành chính hoàn thành đúng hạn, nội dung {number}
    maximum: 1
    inputs:
      done: {{type: count, unit: nhiệm vụ, title: Số nhiệm vụ hoàn thành}}
      planned: {{type: count, unit: nhiệm vụ, title: Số nhiệm vụ theo kế hoạch}}
    rule: {{measure: {{ratio: [done, planned]}}, map: {{line: {{target: 1}}}}}}
    evidence: [{{kind: report}}]"""
        for number in range(1, count + 1)
    )
    return f"""set:
  {{code: "{{code}}", title: Bộ mẫu, level: department, total: {count}, kind: example}}
not_applicable: reduce_max
fields:
- code: "1"
  title: Lĩnh vực mẫu
  maximum: {count}
  criteria:
{leaves}
cohorts:
- {{code: so, title: Khối sở, ranked: yes, classes: [{{title: Tốt, from: 0}}]}}
"""
