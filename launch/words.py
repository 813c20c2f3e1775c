"""What manage.py does inside the environment: one function per word."""

import argparse
import importlib
import os
import shlex
import socket
import subprocess
import sys
from pathlib import Path

from launch.browser import NoBrowser, browser, install_browser
from launch.database import lay, open_database, refuse_unready
from launch.saying import Stop, say

ROOT = Path(__file__).parents[1]


def main(arguments: list[str]) -> int:
    word, *rest = arguments
    try:
        return WORDS[word](rest)
    except Stop as stop:
        sys.stderr.write(f"{stop}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Set up what is missing, then serve."""
    asked = _run_options(arguments)
    if asked.database_url:
        os.environ["DATABASE_URL"] = asked.database_url
    os.environ["PLATFORM_LANGUAGE"] = asked.language
    address = f"http://{'127.0.0.1' if asked.host == '0.0.0.0' else asked.host}:{asked.port}"
    os.environ.setdefault("PLATFORM_PUBLIC_URL", address)
    _refuse_taken_port(asked.host, asked.port)
    open_database()
    accounts = lay(asked.language, with_demo=not asked.empty)
    if asked.empty and accounts:
        accounts = [f"Make the first administrator with: {_how_to_invite(asked, address)}"]
    say(f"\nThe platform is served at {address}  (stop it with Ctrl+C)")
    for line in accounts:
        say(line)
    from launch.serving import serve

    serve(asked.host, asked.port)
    return 0


def test(arguments: list[str]) -> int:
    """Run every test, in parallel, on both databases and in a real browser."""
    try:
        if browser() is None:
            say("No browser found: installing one …")
            install_browser()
    except NoBrowser as trouble:
        raise Stop(str(trouble)) from None
    workers = [] if any(each.startswith("-n") for each in arguments) else ["-n", "2"]
    command = [sys.executable, "-m", "pytest", "-q", *workers, *arguments]
    return subprocess.call(command, cwd=ROOT)


def migrate(_arguments: list[str]) -> int:
    open_database()
    say("The database is up to date.")
    return 0


def seed(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="manage.py seed")
    asked.add_argument("--language", choices=["zh", "en"], default=_machine_language())
    asked.add_argument(
        "--size",
        choices=["small", "city", "million"],
        default="small",
        help="small: the demo city; city: 90,000 enterprises and 20,000 demands; million: enterprises",
    )
    asked.add_argument("--demands", type=int, default=600, help="lived through the commands")
    given = asked.parse_args(arguments)
    open_database()
    lines = lay(given.language, with_demo=True, demands=given.demands, size=given.size)
    if not lines:
        raise Stop(
            "This database holds a city already, or a part of one whose making was interrupted. "
            "Choose an empty one with PLATFORM_VAR or DATABASE_URL."
        )
    for line in lines:
        say(line)
    return 0


def backup(arguments: list[str]) -> int:
    from db import backups

    refuse_unready()
    told = backups.backup(_file(arguments, "backup"))
    say(f"Stored {told.rows} rows and {told.files} files in {told.path}.")
    return 0


def restore(arguments: list[str]) -> int:
    from db import backups

    path = _file(arguments, "restore")
    open_database()
    try:
        told = backups.restore(path)
    except backups.Unfit as unfit:
        raise Stop(str(unfit)) from None
    say(f"Put back {told.rows} rows and {told.files} files from {told.path}.")
    return 0


def export_hsds(arguments: list[str]) -> int:
    from domain.hsds.package import write

    path = _file(arguments, "export-hsds")
    if not path.parent.is_dir():
        raise Stop(f"There is no folder {path.parent}.")
    open_database()
    told = write(path)
    rows = told.rows
    say(
        f"Stored {rows['organization']} organisations and {rows['service']} services in {told.path}."
    )
    return 0


def verify(_arguments: list[str]) -> int:
    from domain.verification import verify as check

    refuse_unready()
    found = check()
    for line in found:
        say(line)
    say("The trail is whole." if not found else f"{len(found)} findings.")
    return 1 if found else 0


def user(arguments: list[str]) -> int:
    """Make an administrator: the first one of an empty installation, or one more where a password was lost."""
    asked = argparse.ArgumentParser(prog="manage.py user")
    asked.add_argument("username")
    asked.add_argument(
        "name", nargs="*", help="as the platform shows it; otherwise the account name"
    )
    asked.add_argument("--database-url", default="")
    asked.add_argument("--address", default="", help="under which the platform is served")
    given = asked.parse_args(arguments)
    if given.database_url:
        os.environ["DATABASE_URL"] = given.database_url
    from db.settings import settings
    from domain.accounts import LINK, create_administrator
    from domain.errors import Refused

    open_database()
    try:
        path = create_administrator(given.username, " ".join(given.name) or given.username)
    except Refused as refusal:
        raise Stop(str(refusal)) from None
    address = (given.address or settings().public_url).rstrip("/")
    say(f"Open this link within {LINK.days} days and choose a password:\n{address}{path}")
    return 0


def jobs(_arguments: list[str]) -> int:
    from server.jobs import EVERY

    open_database()
    for name, _seconds, job in EVERY:
        say(f"{name}: {job()}")
    return 0


def docs(_arguments: list[str]) -> int:
    from domain.documents import write

    for path in write():
        say(str(path.relative_to(ROOT)))
    return 0


def bench(arguments: list[str]) -> int:
    names = sorted(
        path.stem for path in (ROOT / "bench").glob("*.py") if "def main(" in path.read_text()
    )
    if not arguments or arguments[0] not in names:
        raise Stop(f"Say what to measure: {', '.join(names)}")
    return importlib.import_module(f"bench.{arguments[0]}").main(arguments[1:])


def evaluate(arguments: list[str]) -> int:
    """How well the matching engine ranks a folder of judged texts, beside its rivals."""
    asked = argparse.ArgumentParser(prog="manage.py evaluate")
    asked.add_argument("what", choices=["matching"])
    asked.add_argument("folder", type=_seen)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args(arguments)
    from launch.evaluating import matching

    return matching(given.folder, as_json=given.json)


def _run_options(arguments: list[str]) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="manage.py run")
    asked.add_argument("--host", default="127.0.0.1")
    asked.add_argument("--port", type=int, choices=range(1, 65536), metavar="PORT", default=8501)
    asked.add_argument("--database-url", default="")
    asked.add_argument("--language", choices=["zh", "en"], default=_machine_language())
    asked.add_argument("--empty", action="store_true", help="no demo data")
    return asked.parse_args(arguments)


def _how_to_invite(asked: argparse.Namespace, address: str) -> str:
    database = f" --database-url {shlex.quote(asked.database_url)}" if asked.database_url else ""
    return f"python3 manage.py user USERNAME{database} --address {address}"


def _machine_language() -> str:
    spoken = (
        os.environ.get("PLATFORM_LANGUAGE")
        or os.environ.get("LC_ALL")
        or os.environ.get("LANG", "")
    )
    return "en" if spoken.startswith("en") else "zh"


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise Stop(
                f"Port {port} on {host} cannot be used ({error.strerror}): "
                "another program has it; choose another with --port."
            ) from None


def _file(arguments: list[str], word: str) -> Path:
    if len(arguments) != 1:
        raise Stop(f"Say which file: manage.py {word} FILE")
    return _seen(arguments[0])


def _seen(path: str) -> Path:
    """A file or folder as whoever called manage.py sees it from where they stand."""
    return Path(os.environ.get("PLATFORM_CALLED_FROM", "."), path).absolute()


WORDS = {
    "run": run,
    "test": test,
    "migrate": migrate,
    "seed": seed,
    "backup": backup,
    "restore": restore,
    "export-hsds": export_hsds,
    "verify": verify,
    "user": user,
    "jobs": jobs,
    "docs": docs,
    "bench": bench,
    "evaluate": evaluate,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
