"""Two people of a unit confirm in the same moment: one confirmation, one event, no error (S0-6)."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection

from openpar.audit.models import Event
from openpar.messages.actions import feedback, notices
from openpar.messages.models import Confirmation, Delivery, Feedback, Notice
from openpar.people.models import Role, User
from tests.factories import UnitFactory, UserFactory, appointed
from tests.factories_messages import sent
from tests.naive.unlocked_confirmation import confirm_without_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts) -> list[str]:
    """Let each of ``acts`` begin in the same moment; return what became of them, sorted."""
    start, outcomes = Barrier(len(acts)), []

    def run(act):
        try:
            start.wait()
            act()
            outcomes.append("done")
        except IntegrityError:
            outcomes.append("broken")
        except Exception as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def two_confirm(confirm) -> tuple[list[str], Notice]:
    unit = UnitFactory()
    people = [appointed(Role.OFFICER, unit).pk, appointed(Role.HEAD, unit).pk]
    notice = sent()
    acts = [lambda pk=pk: confirm(notice, unit, by=User.objects.get(pk=pk)) for pk in people]
    return at_once(acts), notice


def test_two_confirmations_at_once_are_one_and_both_people_are_content():
    outcomes, notice = two_confirm(notices.confirm_notice)
    assert outcomes == ["done", "done"]
    assert Confirmation.objects.filter(notice=notice).count() == 1
    assert Event.objects.filter(action="messages.notice_confirmed").count() == 1


def test_without_the_lock_one_of_the_two_meets_an_error():
    outcomes, _notice = two_confirm(confirm_without_a_lock)
    assert outcomes == ["broken", "done"]


def test_two_deliveries_to_newcomers_at_once_deliver_once():
    UnitFactory()
    notice = sent()
    UnitFactory.create_batch(3)
    assert at_once([notices.deliver_to_newcomers] * 2) == ["done", "done"]
    assert Delivery.objects.filter(notice=notice, later=True).count() == 3
    assert Event.objects.filter(action="messages.notice_delivered_later").count() == 1


def test_sending_and_discarding_at_once_leaves_one_of_them():
    UnitFactory()
    author = appointed(Role.COORDINATOR)
    from_draft = notices.follow_notice(sent(author), by=author)
    outcomes = at_once(
        [
            lambda: notices.send_notice(from_draft, by=User.objects.get(pk=author.pk)),
            lambda: notices.discard_notice(from_draft, by=User.objects.get(pk=author.pk)),
        ]
    )
    assert outcomes in (["PermissionDenied", "done"], ["DoesNotExist", "done"])


def test_a_burst_of_feedback_is_cut_at_the_limit_however_fast_it_comes():
    person = UserFactory()
    for number in range(feedback.MOST_PER_HOUR - 1):
        feedback.give_feedback(by=person, text=f"Góp ý {number}")
    outcomes = at_once([lambda: feedback.give_feedback(by=person, text="Góp ý nữa")] * 4)
    assert outcomes == ["ValidationError"] * 3 + ["done"]
    assert Feedback.objects.filter(sender=person).count() == feedback.MOST_PER_HOUR
