"""Background work of the slice."""

from procrastinate.contrib.django import app

from openpar.people.models import Unit


@app.periodic(cron="1 0,7,17 * * *")
@app.task(name="people.derive_facts", queueing_lock="people.derive_facts")
def derive_facts(timestamp: int) -> None:
    """After midnight, in Hanoi as in UTC: facts whose day has come are those of their units."""
    Unit.objects.derive_facts()
