"""The application that ``granian.py`` serves: the program's own, on the database of the tests."""

import json
import os

import django
from django.conf import settings

settings.DATABASES["default"] |= json.loads(os.environ["SERVED_DATABASE"])
django.setup()

from openpar.wsgi import application  # noqa: E402
from tests.naive.asking_before_the_body import asking_before_the_body  # noqa: E402
from tests.naive.trusting_arrival import trusting_arrival  # noqa: E402

#: Wrong twins by name; each wraps the application or changes the program, and returns it.
TWINS = {
    "asking before the body": asking_before_the_body,
    "trusting arrival": trusting_arrival,
}

if os.environ["SERVED_TWIN"]:
    application = TWINS[os.environ["SERVED_TWIN"]](application)
