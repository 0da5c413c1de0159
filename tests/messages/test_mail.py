"""Alerts by e-mail, with a real mail server: once a person and occasion, never lost (T32, T05)."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test import override_settings

from openpar.audit.models import Event
from openpar.messages.actions import alerts, mail
from openpar.messages.alerts import KINDS, Kind
from openpar.messages.models import Alert, MailChoice
from openpar.messages.schedule import Schedule
from openpar.people.formats import HANOI
from openpar.people.models import Unit
from tests.factories import UnitFactory, UserFactory
from tests.messages.mail_server import free_port, mail_server, mail_settings
from tests.naive import unlocked_mail

URGENT, QUIET_KIND = "test_urgent", "test_quiet"
ALWAYS = Schedule(7, (0, 0), lambda _day: True)
Wish = MailChoice.Wish


@pytest.fixture(autouse=True)
def kinds():
    """Two kinds of the tests' own."""
    KINDS[URGENT] = Kind(URGENT, "%(unit)s phải ký.", urgent=True)
    KINDS[QUIET_KIND] = Kind(QUIET_KIND, "%(unit)s đã nộp.")
    yield
    del KINDS[URGENT], KINDS[QUIET_KIND]


def person(**named) -> object:
    return UserFactory(**{"email": "can-bo@don-vi.example"} | named)


def told(user, kind: str = URGENT, key: str = "event:1", unit: Unit | None = None) -> Alert:
    unit = unit or UnitFactory(name="Sở Mẫu")
    occasion = alerts.Occasion(kind, key, unit, "/assessments/", {"unit": unit.name})
    alerts.tell(occasion, {user.pk}, schedule=ALWAYS)
    return Alert.objects.get(user=user, key=key)


def let_time_pass() -> None:
    """Bring every waiting mail's moment by: the clock is the database's."""
    Alert.objects.filter(due_at__isnull=False).update(due_at=F("at") - timedelta(minutes=1))


@pytest.mark.django_db
def test_an_urgent_alert_goes_at_once_with_its_sentence_and_its_page():
    with mail_server() as postbox:
        told(person(display_name="Cán bộ mẫu 01"))
        assert mail.send_due() == (1, 0)
    (message,) = postbox.messages
    assert message["To"] == "can-bo@don-vi.example"
    assert message["Subject"] == "[OpenPAR] Sở Mẫu phải ký."
    text = message.get_content()
    assert text.startswith("Kính gửi Cán bộ mẫu 01,")
    assert "https://cchc.example/assessments/" in text
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_sending_again_sends_nothing_and_telling_again_adds_nothing():
    with mail_server() as postbox:
        user = person()
        told(user)
        told(user)
        assert Alert.objects.count() == 1
        assert [mail.send_due(), mail.send_due()] == [(1, 0), (0, 0)]
    assert len(postbox.messages) == 1


@pytest.mark.django_db
def test_the_digest_is_one_mail_a_person_however_many_alerts():
    with mail_server() as postbox:
        user, other = person(), person(email="khac@don-vi.example")
        for number in range(3):
            told(user, QUIET_KIND, f"event:{number}")
        told(other, QUIET_KIND)
        assert mail.send_due() == (0, 0)  # its hour has not come
        let_time_pass()
        assert mail.send_due() == (2, 0)
    digest = next(one for one in postbox.messages if one["To"] == user.email)
    assert "3 việc" in digest["Subject"]
    assert digest.get_content().count("Sở Mẫu đã nộp.") == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wish", "kind", "expected"),
    [
        (None, URGENT, "at_once"),
        (None, QUIET_KIND, "digest"),
        (Wish.AT_ONCE, QUIET_KIND, "at_once"),
        (Wish.DIGEST, URGENT, "digest"),
        (Wish.NONE, URGENT, "none"),
    ],
)
def test_each_person_chooses_when_mail_comes(wish, kind, expected):
    user = person()
    if wish:
        alerts.choose_mail(by=user, email=user.email, wish=wish)
    with override_settings(**mail_settings(1)):
        assert told(user, kind).mail == expected


@pytest.mark.django_db
def test_without_a_server_or_an_address_nothing_waits():
    assert told(person()).mail == "none"
    with override_settings(**mail_settings(1)):
        assert told(person(email="")).mail == "none"


@pytest.mark.django_db
def test_the_choice_is_an_event_that_does_not_keep_the_address():
    user = person()
    alerts.choose_mail(by=user, email="moi@don-vi.example", wish=Wish.DIGEST)
    event = Event.objects.get(action="messages.mail_chosen")
    assert event.data == {"wish": "digest", "address_changed": True}


@pytest.mark.django_db
def test_when_the_server_is_down_nothing_is_lost_and_the_waits_grow():
    port = free_port()
    with override_settings(**mail_settings(port)):
        alert = told(person())
        waits = []
        for _number in range(3):
            let_time_pass()
            assert mail.send_due() == (0, 1)
            alert.refresh_from_db()
            waits.append(round((alert.due_at - now_of_database()).total_seconds() / 60))
        assert waits == [1, 2, 4]
        assert "ConnectionRefusedError" in alert.mail_error
        assert [one.pk for one in Alert.objects.undelivered()] == [alert.pk]
    with mail_server(port) as postbox:
        assert mail.send_due() == (0, 0)  # not before its moment
        mail.try_again()
        assert mail.send_due() == (1, 0)
    assert len(postbox.messages) == 1
    assert not Alert.objects.undelivered().exists()


@pytest.mark.django_db
def test_a_server_that_refuses_is_asked_again():
    with mail_server() as postbox:
        postbox.refusing = True
        told(person())
        assert mail.send_due() == (0, 1)
        postbox.refusing = False
        let_time_pass()
        assert mail.send_due() == (1, 0)


@pytest.mark.django_db
def test_what_is_settled_meanwhile_is_not_sent():
    with mail_server() as postbox:
        unit = UnitFactory()
        told(person(), unit=unit)
        assert alerts.settle(unit, [URGENT]) == 1
        assert mail.send_due() == (0, 0)
    assert postbox.messages == []


@pytest.mark.django_db
def test_a_name_with_a_line_break_cannot_add_a_header():
    with mail_server() as postbox:
        unit = UnitFactory(name="Sở Mẫu\r\nBcc: khac@elsewhere.example")
        told(person(), unit=unit)
        assert mail.send_due() == (1, 0)
    (message,) = postbox.messages
    assert message["Bcc"] is None
    assert message["To"] == "can-bo@don-vi.example"


def now_of_database() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]


def workers_send(send) -> int:
    """Let ten workers send in the same moment; return how many messages came in."""
    with mail_server() as postbox:
        told(person())
        start = Barrier(10)

        def work():
            try:
                start.wait()
                send()
            finally:
                connection.close()

        threads = [Thread(target=work) for _number in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return len(postbox.messages)


@pytest.mark.django_db(transaction=True)
def test_ten_workers_at_once_send_one_mail():
    assert workers_send(mail.send_due) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_mail_goes_several_times():
    assert workers_send(unlocked_mail.send_due) > 1


@pytest.mark.django_db(transaction=True)
def test_an_alert_stands_or_falls_with_its_event():
    with mail_server() as postbox:
        with transaction.atomic():
            told(person())
            transaction.set_rollback(True)
        assert mail.send_due() == (0, 0)
    assert postbox.messages == []
    assert not Alert.objects.exists()


HOLIDAY = date(2026, 12, 31)
WEEKDAYS = Schedule(7, (20, 6), lambda day: day.weekday() < 5 and day != HOLIDAY)


def hanoi(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("now", "at_once"),
    [
        (hanoi(28, 9), hanoi(28, 9)),
        (hanoi(28, 20), hanoi(29, 6)),  # the first quiet minute
        (hanoi(28, 23, 59), hanoi(29, 6)),
        (hanoi(29, 5, 59), hanoi(29, 6)),
        (hanoi(29, 6), hanoi(29, 6)),  # no longer quiet
    ],
)
def test_at_once_waits_for_the_end_of_the_quiet_hours(now, at_once):
    assert WEEKDAYS.at_once(now.astimezone(UTC)) == at_once


@pytest.mark.parametrize(
    ("now", "daily"),
    [
        (hanoi(28, 6, 59), hanoi(28, 7)),
        (hanoi(28, 7), hanoi(29, 7)),  # today's has gone
        (hanoi(30, 9), datetime(2027, 1, 1, 7, tzinfo=HANOI)),  # over the holiday
        (hanoi(26, 9), hanoi(28, 7)),  # a Saturday
    ],
)
def test_the_digest_comes_at_its_hour_on_working_days(now, daily):
    assert WEEKDAYS.daily(now.astimezone(UTC)) == daily


def test_quiet_hours_within_a_day_and_none_at_all():
    noon = Schedule(7, (12, 13), lambda _day: True)
    assert noon.at_once(hanoi(28, 12, 30)) == hanoi(28, 13)
    assert noon.at_once(hanoi(28, 13)) == hanoi(28, 13)
    assert ALWAYS.at_once(hanoi(28, 3)) == hanoi(28, 3)
