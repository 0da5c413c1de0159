"""Production refuses what would be unsafe; each refusal has its twin that starts."""

from pathlib import Path

import pytest

from tests.operate.launching import Launcher, openpar, processes_of

KEY = "a-long-secret-of-this-test-only-" + "x" * 40
SAFE = {"OPENPAR_ENVIRONMENT": "production", "OPENPAR_SECRET_KEY": KEY}
CREATE_ACCOUNT = (
    "from openpar.people.models import User;"
    "User.objects.create_user('mau.01', password='minh-hoa', demonstration=True)"
)

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("unsafe", "sentence"),
    [
        ({"OPENPAR_DEBUG": "yes"}, "OPENPAR_DEBUG đang bật"),
        ({"OPENPAR_SECRET_KEY": ""}, "khoá bí mật mặc định"),
        ({"OPENPAR_SECRET_KEY": "short"}, "ngắn hơn 50 ký tự"),
        ({"OPENPAR_ENVIRONMENT": "prodution"}, "chỉ nhận một trong"),
        ({"OPENPAR_DEBUGG": "no"}, "OPENPAR_DEBUGG"),
        ({"OPENPAR_PORT": "eighty"}, "OPENPAR_PORT không đọc được"),
        ({"OPENPAR_DEBUG": "flase"}, "OPENPAR_DEBUG không đọc được"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "DATABASE_URL phải là"),
    ],
)
def test_unsafe_or_unreadable_settings_are_one_sentence_and_exit_1(folder, unsafe, sentence):
    done = openpar("serve", **SAFE | {"OPENPAR_DATA": str(folder)} | unsafe)
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not folder.exists()


def test_without_a_key_production_is_refused_and_development_is_not(folder):
    """The default key is public, so only development may run on it."""
    refused = openpar("manage", "version", OPENPAR_ENVIRONMENT="production")
    assert (refused.returncode, "OPENPAR_SECRET_KEY" in refused.stderr) == (1, True)
    assert openpar("reset", "--yes", OPENPAR_DATA=str(folder)).returncode == 0


def test_production_starts_and_refuses_once_a_demonstration_account_exists(ready_folder: Path):
    folder = ready_folder
    safe = Launcher(folder, **SAFE)
    safe.wait_until_ready()
    assert safe.health()["status"] == 200
    assert safe.stop() == 0

    made = openpar("manage", "shell", "-c", CREATE_ACCOUNT, **SAFE, OPENPAR_DATA=str(folder))
    assert made.returncode == 0, made.stderr

    unsafe = Launcher(folder, port=safe.port, **SAFE)
    assert unsafe.process.wait(60) == 1
    assert "tài khoản minh hoạ" in unsafe.log.read_text()
    assert "mau.01" in unsafe.log.read_text()
    assert processes_of(folder) == []

    development = Launcher(folder, port=safe.port)
    development.wait_until_ready()
    assert development.stop() == 0


def test_production_does_not_load_the_demonstration(ready_folder: Path):
    folder = ready_folder
    launcher = Launcher(folder, "--demonstration", **SAFE)
    assert launcher.process.wait(60) == 1
    assert "Không nạp dữ liệu minh hoạ" in launcher.log.read_text()
