"""What the description promises holds for whatever is sent (schemathesis, CI size, seeded)."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from openpar.api.documentation import document
from openpar.people.models import Role
from openpar.wsgi import application
from tests.api.calling import Program
from tests.factories import AppointmentFactory
from tests.factories_appraisals import world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
load_all_checks()

#: Business rules refuse what the shape allows (a unit that does not exist), so a well-shaped
#: request need not succeed; every answer must still be one that is described.
DESCRIBED = CHECKS.get_by_names([
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
])  # fmt: skip
REFUSED = [*DESCRIBED, *CHECKS.get_by_names(["negative_data_rejection"])]
EXAMPLES = 4
OPERATIONS = [
    (path, method.upper()) for path, methods in document()["paths"].items() for method in methods
]


@pytest.fixture(autouse=True)
def _one_connection():
    """Keep the connection of the test: a request that ends would close it, transaction and all."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def program(settings, tmp_path):
    """One person of every role that changes anything, in a cycle with two submitted sheets."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    settings.OPENPAR_DATA = tmp_path
    made = world(units=1)
    AppointmentFactory(user=made.appraiser, unit=made.own_unit, role=Role.COORDINATOR)
    return Program(made.appraiser)


def send_many(path, method, program, mode, checks):
    """Send examples of one operation and check every answer."""
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def sent(case):
        case.validate_response(case.call(headers=program.headers), checks=checks)

    sent()


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_answer_is_one_that_is_described(path, method, program):
    send_many(path, method, program, GenerationMode.POSITIVE, DESCRIBED)


@pytest.mark.parametrize(
    ("path", "method"), [each for each in OPERATIONS if each[1] in ("POST", "PUT")]
)
def test_what_has_not_the_described_shape_is_refused(path, method, program):
    send_many(path, method, program, GenerationMode.NEGATIVE, REFUSED)


def test_an_answer_that_is_not_described_is_noticed(program):
    """The runs above are a test only because a description with a gap fails them."""
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operation = described.raw_schema["paths"]["/api/v1/units/{code}"]["get"]
    operation["responses"] = {"200": operation["responses"]["200"]}
    case = described["/api/v1/units/{code}"]["GET"].Case(path_parameters={"code": "KHONG-CO"})
    with pytest.raises(FailureGroup, match="404"):
        case.validate_response(case.call(headers=program.headers), checks=DESCRIBED)
