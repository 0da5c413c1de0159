"""The table of settings in the docs and the one in the code are the same table."""

import re

import pytest
from django.contrib.auth.hashers import check_password, make_password

from openpar import variables


def documented(text: str) -> dict[str, str]:
    """Variable -> default, from the rows of the table."""
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (.+?) \|", text, flags=re.MULTILINE)
    return {name: default.strip("`") for name, default in rows}


def written(name: str) -> str:
    """How the docs write the default of a variable of the code."""
    kind, default = variables.VARIABLES[name]
    if name == "OPENPAR_SECRET_KEY":
        return "khoá công khai / a public key"
    if default in ("", []):
        return "trống / empty"
    if kind is bool:
        return "yes" if default else "no"
    return ",".join(default) if kind is list else str(default)


def test_every_variable_is_documented_with_its_default_and_none_else(repository):
    text = (repository / "docs" / "operate" / "settings.md").read_text()
    assert documented(text) == {name: written(name) for name in variables.VARIABLES}


def test_a_table_that_lags_behind_is_found():
    assert documented("| `OPENPAR_PORT` | `80` | cổng | port |\n") != {
        name: written(name) for name in variables.VARIABLES
    }


@pytest.mark.django_db
@pytest.mark.parametrize("directive", ["script-src", "style-src", "default-src"])
def test_the_security_policy_allows_own_files_only_and_nothing_inline(client, directive):
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert parts[directive] == "'self'"
    assert "unsafe" not in policy


def test_a_stored_password_carries_its_parameters():
    encoded = make_password("mật khẩu")
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("mật khẩu", encoded)
    assert not check_password("mat khau", encoded)
