"""On a machine where something is missing, one clear sentence says what."""

import ast
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from launch import environment, words
from launch.environment import Trouble
from tests.infrastructure import serving

ROOT = Path(__file__).parents[1]


def given(arguments, *, cwd=ROOT, **variables):
    """What manage.py says inside a ready environment."""
    return subprocess.run(
        [sys.executable, "-m", "launch.words", *arguments],
        cwd=cwd,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=120,
    )


def called(folder, *arguments, script=ROOT / "manage.py", **variables):
    """What manage.py says to whoever stands in another folder than the platform's own."""
    return subprocess.run(
        [sys.executable, str(script), *arguments],
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=120,
    )


def environment_of(folder, *, is_filled):
    """An environment in this folder that runs what the tests run in; its packages installed, or yet to be."""
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    # A link would lose the packages: Python looks for them beside the name it is called by.
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    python.chmod(0o755)
    if is_filled:
        locked = environment._digest(str(folder / "requirements-dev.txt"))
        environment._note(str(folder / ".venv"), locked, True)


@pytest.fixture
def unpacked(tmp_path):
    """A copy of what manage.py needs before there is an environment."""
    for name in ("manage.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "launch", tmp_path / "launch")
    return tmp_path


def test_manage_py_can_be_read_by_an_old_python():
    source = (ROOT / "manage.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))


def test_an_old_python_is_told_which_one_is_needed(unpacked):
    faked = (
        (unpacked / "manage.py")
        .read_text()
        .replace("NEWEST_NEEDED = (3, 11)", "NEWEST_NEEDED = (9, 1)")
    )
    (unpacked / "manage.py").write_text(faked)
    said = subprocess.run(
        [sys.executable, "manage.py", "run"], cwd=unpacked, capture_output=True, text=True
    )
    assert said.returncode == 1
    assert said.stderr.startswith("Python 9.1 or newer is needed; this is 3.")


def test_a_python_without_venv_is_told_how_to_get_it(unpacked, monkeypatch):
    def missing(name, find=environment.importlib.util.find_spec):
        return None if name == "ensurepip" else find(name)

    monkeypatch.setattr(environment.importlib.util, "find_spec", missing)
    with pytest.raises(Trouble, match="apt install python3-venv"):
        environment.prepare(str(unpacked))


def test_without_a_network_the_sentence_says_so(unpacked):
    # A registry at an address of this machine where nobody listens.
    said = subprocess.run(
        [sys.executable, "manage.py", "run"],
        cwd=unpacked,
        capture_output=True,
        text=True,
        env=os.environ
        | {
            "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
            "PIP_EXTRA_INDEX_URL": "",
            "PIP_FIND_LINKS": "",
            "PIP_RETRIES": "0",
            "PIP_NO_CACHE_DIR": "1",
            "PIP_CONFIG_FILE": os.devnull,
        },
        timeout=120,
    )
    assert said.returncode == 1
    assert said.stderr.splitlines()[-1] == environment.NO_NETWORK


def test_a_folder_that_cannot_be_written_to_is_named(unpacked, monkeypatch):
    monkeypatch.setattr(environment.os, "access", lambda path, mode: False)
    with pytest.raises(Trouble, match="cannot be written to"):
        environment.prepare(str(unpacked))


def test_a_taken_port_is_named(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = given(["run", "--empty", "--port", str(port)], PLATFORM_VAR=str(tmp_path))
    assert said.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in said.stderr
    assert "--port" in said.stderr and "Traceback" not in said.stderr


def test_a_database_that_does_not_answer_is_named(tmp_path):
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:9/none"
    said = given(["migrate"], PLATFORM_VAR=str(tmp_path), DATABASE_URL=nowhere)
    assert said.returncode == 1
    assert said.stderr.startswith("The database cannot be opened")
    assert "Traceback" not in said.stderr


def test_an_unwritable_store_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    said = given(["migrate"], PLATFORM_VAR=str(tmp_path / "file" / "var"), DATABASE_URL="")
    assert said.returncode == 1
    assert "cannot be written to" in said.stderr


def test_a_missing_browser_is_a_loud_failure(monkeypatch):
    def none_to_be_had():
        raise words.NoBrowser("The tests need a browser")

    monkeypatch.setattr(words, "browser", lambda: None)
    monkeypatch.setattr(words, "install_browser", none_to_be_had)
    assert words.main(["test"]) == 1


def test_the_environment_is_filled_again_only_when_the_lock_changes(unpacked):
    folder = unpacked / ".venv"
    folder.mkdir()
    locked = unpacked / "requirements.txt"
    before = environment._digest(str(locked))
    environment._note(str(folder), before, False)
    assert before in environment._installed(str(folder))
    locked.write_text(locked.read_text() + "\n# changed\n")
    assert environment._digest(str(locked)) not in environment._installed(str(folder))


def test_every_locked_package_has_a_hash_and_no_registry_is_named():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lock = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in lock and "://" not in lock


def test_an_unknown_word_shows_the_words():
    said = subprocess.run(
        [sys.executable, "manage.py", "dance"], cwd=ROOT, capture_output=True, text=True
    )
    assert said.returncode == 2 and "manage.py WORD" in said.stdout


def test_an_administrator_comes_into_the_database_and_the_address_that_are_named(tmp_path):
    url = f"sqlite:///{tmp_path / 'other.db'}"
    there = ["--database-url", url, "--address", "http://127.0.0.1:8672/"]
    variables = {"PLATFORM_VAR": str(tmp_path), "DATABASE_URL": ""}
    said = given(["user", "boss", "王主任", *there], **variables)
    assert said.returncode == 0
    assert "http://127.0.0.1:8672/welcome?token=" in said.stdout
    again = given(["user", "boss", *there], **variables)
    assert (again.returncode, again.stderr) == (1, "This account name is taken.\n")
    wrong = given(["user", "The Boss", *there], **variables)
    assert wrong.returncode == 1 and "small Latin letters" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_how_the_first_administrator_is_made_names_the_database_of_this_run():
    asked = words._run_options(["--empty", "--database-url", "postgresql://h/a b"])
    assert words._how_to_invite(asked, "http://127.0.0.1:8501") == (
        "python3 manage.py user USERNAME --database-url 'postgresql://h/a b'"
        " --address http://127.0.0.1:8501"
    )


def test_the_start_says_nothing_but_where_the_platform_is(tmp_path):
    variables = {"PLATFORM_VAR": str(tmp_path), "DATABASE_URL": ""}
    assert given(["migrate"], **variables).returncode == 0
    log = tmp_path / "server.log"
    with serving.served(variables, log):
        said = log.read_text()
    assert "runtime" not in said and "WARNING" not in said.upper(), said


def test_whoever_stops_manage_py_stops_the_platform_itself(unpacked):
    """What runs in the end is manage.py's own process, whose number a supervisor knows."""
    (unpacked / "launch" / "words.py").write_text("import os\nprint(os.getpid())\n")
    folder = unpacked / ".venv" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(sys.executable)
    locked = environment._digest(str(unpacked / "requirements.txt"))
    environment._note(str(unpacked / ".venv"), locked, False)
    started = subprocess.Popen(
        [sys.executable, "manage.py", "verify"], cwd=unpacked, stdout=subprocess.PIPE, text=True
    )
    said, _ = started.communicate(timeout=60)
    assert said.strip() == str(started.pid)


def test_a_file_is_looked_for_where_the_caller_stands(unpacked, tmp_path_factory):
    environment_of(unpacked, is_filled=True)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "judged").mkdir()
    (elsewhere / "judged" / "docs.jsonl").write_text("no object\n")
    var = {"PLATFORM_VAR": str(elsewhere / "var"), "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}

    def said(*arguments):
        return called(elsewhere, *arguments, script=unpacked / "manage.py", **var)

    found = said("evaluate", "matching", "./judged", "--json")
    assert found.stderr.startswith(f"{elsewhere / 'judged' / 'docs.jsonl'}, line 1: "), found
    assert said("export-hsds", "open.zip").returncode == 0
    assert said("backup", "./archive").returncode == 0
    assert (elsewhere / "open.zip").is_file() and (elsewhere / "archive").is_file()
    assert said("restore", f"../{elsewhere.name}/archive").returncode == 0
    whole = said("backup", str(elsewhere / "whole"))
    assert whole.returncode == 0 and str(elsewhere / "whole") in whole.stdout


def test_what_a_program_reads_is_not_mixed_with_how_the_packages_are_installed(unpacked):
    """The first `evaluate … --json` installs the developers' packages."""
    (unpacked / "launch" / "words.py").write_text("print('{}')\n")
    (unpacked / "requirements-dev.txt").write_text("# nothing is locked\n")
    environment_of(unpacked, is_filled=False)
    said = called(unpacked, "evaluate", "matching", ".", "--json", script=unpacked / "manage.py")
    assert json.loads(said.stdout) == {}
    assert "Installing 0 packages" in said.stderr and "installed in" in said.stderr


@pytest.mark.parametrize("word", ["verify", "backup", "jobs"])
def test_the_words_that_look_after_a_platform_work_and_say_what_is_missing(tmp_path, word):
    file = [str(tmp_path / "archive")] if word == "backup" else []
    variables = {"PLATFORM_VAR": str(tmp_path), "DATABASE_URL": ""}
    before = given([word, *file], **variables)
    if word != "jobs":
        assert (before.returncode, before.stderr) == (
            1,
            "There is no database of this release here: run manage.py migrate first.\n",
        )
    assert given(["migrate"], **variables).returncode == 0
    after = given([word, *file], **variables)
    assert (after.returncode, after.stderr) == (0, "")
    assert after.stdout


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--port", "99999"], "invalid choice: 99999"),
        (["--database-url", "foo://x"], "This is not the address of a database"),
        (["--database-url", "nonsense"], "This is not the address of a database"),
        (["--database-url", "mysql://h/x"], "This is not the address of a database"),
    ],
)
def test_a_wrong_option_is_answered_with_a_sentence(tmp_path, options, sentence):
    said = given(["run", *options], PLATFORM_VAR=str(tmp_path))
    assert said.returncode != 0
    assert sentence in said.stderr and "Traceback" not in said.stderr
