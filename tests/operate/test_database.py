"""The tests run on a real PostgreSQL whose clock lives in Vietnam."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_postgresql_and_its_today_is_vietnams():
    with connection.cursor() as cursor:
        cursor.execute("SHOW TimeZone")
        assert cursor.fetchone() == ("Asia/Ho_Chi_Minh",)
    assert connection.vendor == "postgresql"
