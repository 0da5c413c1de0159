"""Background work of the slice."""

from procrastinate.contrib.django import app

from openpar.messages.actions import mail, notices


@app.periodic(cron="*/5 * * * *")
@app.task(name="messages.deliver_to_newcomers", queueing_lock="messages.deliver_to_newcomers")
def deliver_to_newcomers(timestamp: int) -> None:
    """Every five minutes: notices in force reach the units that have come since."""
    notices.deliver_to_newcomers()


@app.periodic(cron="* * * * *")
@app.task(name="messages.send_mail", queueing_lock="messages.send_mail", lock="messages.send_mail")
def send_mail(timestamp: int) -> None:
    """Every minute, and as soon as something is told: mail that is due goes out."""
    mail.send_due()
