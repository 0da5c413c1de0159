"""Computing a cycle: read, score, store, record, in one transaction."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from openpar import __version__
from openpar.audit.log import record
from openpar.criteria.models import Cycle
from openpar.people.formats import is_vietnamese
from openpar.people.models import User
from openpar.results import permissions
from openpar.results.inputs import gather
from openpar.results.models import Run
from openpar.results.storing import store
from openpar.scoring.rounds.reading import RoundError, read_round
from openpar.scoring.rounds.scoring import score_round


@transaction.atomic
def compute(cycle: Cycle, *, by: User) -> Run:
    """Compute a cycle from what is submitted and appraised at this moment; store it as a run.

    The run keeps the files it scored, so nothing that happens later can change what it printed.
    It is provisional (tạm tính): an approved result is a decision, not a computation.

    Raises
    ------
    PermissionDenied
        With the reason.
    ValidationError
        The cycle's data cannot be scored; one sentence for each place that is wrong.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    permissions.may_compute(by, cycle).or_403()
    gathered = gather(cycle)
    try:
        result = score_round(read_round(gathered.files))
    except RoundError as error:
        language = "vi" if is_vietnamese() else "en"
        raise ValidationError([one.sentence(language) for one in error.problems]) from error
    last = Run.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"]
    run = Run.objects.create(
        cycle=cycle,
        number=(last or 0) + 1,
        set_hashes=gathered.set_hashes,
        inputs_hash=gathered.sha256,
        files=gathered.files,
        version=__version__,
        by=by.get_username(),
        by_name=str(by),
        office=by.office,
    )
    store(run, result, gathered)
    record(
        "results.computed",
        run,
        by=by,
        cycle=cycle.code,
        number=run.number,
        inputs_hash=run.inputs_hash,
        units=len(result.units),
    )
    return run
