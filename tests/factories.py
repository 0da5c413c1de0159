"""People, units, sets and cycles for tests. Slices above add ``tests/factories_<slice>.py``."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import factory
from factory.django import DjangoModelFactory

from openpar.criteria import actions
from openpar.criteria.models import Cohort, CriteriaSet, Cycle, Membership, Phase
from openpar.people.models import Appointment, Role, Unit, User

#: Three leaves in two fields and a bonus criterion: ten points, cohorts ``so`` and ``dac-thu``.
SMALL_SET = (Path(__file__).parent / "criteria" / "small_set.yaml").read_text(encoding="utf-8")
PASSWORD = "mat-khau-cua-bai-thu"


class UnitFactory(DjangoModelFactory):
    """A department in force since 2020."""

    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"DV{n:04}")
    name = factory.Sequence(lambda n: f"Sở Mẫu {n:04}")
    kind = Unit.Kind.DEPARTMENT
    valid_from = date(2020, 1, 1)


class UserFactory(DjangoModelFactory):
    """An account without any appointment, password ``PASSWORD``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"can-bo-{n:04}")
    display_name = factory.Sequence(lambda n: f"Cán bộ mẫu {n:04}")
    password = factory.django.Password(PASSWORD)


class AppointmentFactory(DjangoModelFactory):
    """An officer of some unit, since 2020."""

    class Meta:
        model = Appointment

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Role.OFFICER
    valid_from = date(2020, 1, 1)


def appointed(role: str, unit: Unit | None = None, **user: object) -> User:
    """Return a new account that holds ``role`` in ``unit`` (or in a unit of its own)."""
    places = {"unit": unit} if unit else {}
    account = UserFactory(**user)
    AppointmentFactory(user=account, role=role, **places)
    return account


class CriteriaSetFactory(DjangoModelFactory):
    """A set from ``text``, loaded and (unless ``published=False``) published by the actions.

    ``{code}`` in the text becomes the code, a new one each time.
    """

    class Meta:
        model = CriteriaSet

    code = factory.Sequence(lambda n: f"bo-mau-{n}")
    text = SMALL_SET
    published = True

    @classmethod
    def _create(cls, model_class, *, code, text, published):
        coordinator = appointed(Role.COORDINATOR)
        loaded = actions.load_set(text.replace("{code}", code), by=coordinator)
        return actions.publish_set(loaded, by=coordinator) if published else loaded


class CycleFactory(DjangoModelFactory):
    """An open cycle of 2026 without phases."""

    class Meta:
        model = Cycle

    code = factory.Sequence(lambda n: f"dot-{n}")
    title = factory.Sequence(lambda n: f"Đợt đánh giá mẫu {n}")
    year = 2026
    as_of = date(2026, 12, 31)


class PhaseFactory(DjangoModelFactory):
    """The self-assessment phase, open now: since yesterday, until in thirty days."""

    class Meta:
        model = Phase

    cycle = factory.SubFactory(CycleFactory)
    kind = Phase.Kind.SELF_ASSESSMENT
    opens_at = factory.LazyFunction(lambda: datetime.now(UTC) - timedelta(days=1))
    closes_at = factory.LazyFunction(lambda: datetime.now(UTC) + timedelta(days=30))


class CohortFactory(DjangoModelFactory):
    """The ranked cohort ``so`` of the small set."""

    class Meta:
        model = Cohort

    cycle = factory.SubFactory(CycleFactory)
    code = "so"
    title = "Khối sở"
    criteria_set = factory.SubFactory(CriteriaSetFactory)


class MembershipFactory(DjangoModelFactory):
    """A unit in a cohort; the cycle is the cohort's."""

    class Meta:
        model = Membership

    cohort = factory.SubFactory(CohortFactory)
    cycle = factory.SelfAttribute("cohort.cycle")
    unit = factory.SubFactory(UnitFactory)
