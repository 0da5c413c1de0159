"""Background work that composes slices."""

from procrastinate.contrib.django import app

from openpar.web.reminding import remind


@app.periodic(cron="*/15 * * * *")
@app.task(name="web.remind_of_deadlines", queueing_lock="web.remind_of_deadlines")
def remind_of_deadlines(timestamp: int) -> None:
    """Every quarter of an hour: units whose deadline is near and whose sheet is not handed in."""
    remind()
