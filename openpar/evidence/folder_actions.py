"""Taking in a folder of evidence: tried first, then every file registered or none."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.evidence import permissions
from openpar.evidence.actions import register
from openpar.evidence.folders import Entry, forget, read_folder
from openpar.evidence.models import Document, EvidenceFolder, Revision
from openpar.file_storage import MEBIBYTE
from openpar.people.models import Unit, User

State = EvidenceFolder.State
#: move -> (from, to)
MOVES = {"register": (State.TRIED, State.REGISTERED), "abandon": (State.TRIED, State.ABANDONED)}


def receive_folder(upload: UploadedFile, *, owner: Unit, by: User) -> EvidenceFolder:
    """Take in a ZIP file; its files lie in the store but in no register yet.

    Raises
    ------
    openpar.evidence.folders.FolderError
        The archive cannot be taken in.
    """
    permissions.may_register(by, owner).or_403()
    digest = hashlib.sha256()
    for chunk in upload.chunks(MEBIBYTE):
        digest.update(chunk)
    entries = read_folder(upload.file, upload.size or 0)
    try:
        with transaction.atomic():
            folder = EvidenceFolder.objects.create(
                owner=owner,
                file_name=(upload.name or "")[-200:],
                sha256=digest.hexdigest(),
                entries=[entry.as_data() for entry in entries],
                sent_by=by,
            )
            record(
                "evidence.folder_received", folder, by=by,
                file_name=folder.file_name, sha256=folder.sha256, files=len(entries),
            )  # fmt: skip
    except BaseException:
        forget(entries)
        raise
    return folder


def entries_of(folder: EvidenceFolder) -> list[Entry]:
    """Return the files of a folder."""
    return [Entry(**one) for one in folder.entries]


def known_hashes(folder: EvidenceFolder) -> set[str]:
    """Return the hashes of this folder's files that the unit has registered already: one query."""
    hashes = [one["sha256"] for one in folder.entries if one["sha256"]]
    rows = Revision.objects.filter(document__owner=folder.owner_id, sha256__in=hashes)
    return set(rows.values_list("sha256", flat=True))


@transaction.atomic
def register_folder(folder: EvidenceFolder, *, by: User) -> int:
    """Register every file that the unit does not have yet; return how many.

    Raises
    ------
    ValidationError
        A file was refused: the whole folder waits.
    """
    folder = _locked(folder, by)
    entries = entries_of(folder)
    if any(entry.error for entry in entries):
        raise ValidationError(_("Refused files keep the whole folder from being registered."))
    known, count = known_hashes(folder), 0
    for entry in entries:
        if entry.sha256 in known:
            continue
        known.add(entry.sha256)
        revision = register(entry.stored, owner=folder.owner, by=by)
        Document.objects.filter(pk=revision.document_id).update(criterion_code=entry.code)
        count += 1
    folder.state = MOVES["register"][1]
    folder.save(update_fields=["state"])
    codes = {entry.path: entry.code for entry in entries}
    record("evidence.folder_registered", folder, by=by, registered=count, codes=codes)
    return count


def abandon_folder(folder: EvidenceFolder, *, by: User) -> None:
    """Give a folder up and remove its files from the store."""
    with transaction.atomic():
        folder = _locked(folder, by)
        folder.state = MOVES["abandon"][1]
        folder.save(update_fields=["state"])
        record("evidence.folder_abandoned", folder, by=by)
    forget(entries_of(folder))


def _locked(folder: EvidenceFolder, by: User) -> EvidenceFolder:
    folder = EvidenceFolder.objects.select_for_update(of=("self",)).get(pk=folder.pk)
    permissions.may_change_folder(by, folder).or_403()
    return folder
