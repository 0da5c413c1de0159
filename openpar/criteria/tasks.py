"""Background work of the slice."""

from procrastinate.contrib.django import app

from openpar.criteria import clock_watch

_readings: list[clock_watch.Reading] = []


@app.periodic(cron="* * * * *")
@app.task(name="criteria.watch_clock", queueing_lock="criteria.watch_clock")
def watch_clock(timestamp: int) -> None:
    """Every minute: has somebody set the clock on which deadlines hang?"""
    _readings[:] = [clock_watch.compare(_readings[-1] if _readings else None)]
