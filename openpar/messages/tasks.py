"""Background work of the slice."""

from procrastinate.contrib.django import app

from openpar.messages.actions import notices


@app.periodic(cron="*/5 * * * *")
@app.task(name="messages.deliver_to_newcomers", queueing_lock="messages.deliver_to_newcomers")
def deliver_to_newcomers(timestamp: int) -> None:
    """Every five minutes: notices in force reach the units that have come since."""
    notices.deliver_to_newcomers()
