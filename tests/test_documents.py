"""The documents say what the code does."""

import re
from pathlib import Path

import pytest

from domain import documents
from domain.command import COMMANDS

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", documents.DOCUMENTS)
def test_a_generated_document_is_up_to_date(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == documents.DOCUMENTS[name]()


def test_every_command_says_what_it_does():
    assert all(command.summary.endswith(".") for command in COMMANDS.values())


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs").rglob("*.md")) + [ROOT / "README.md"], ids=str
)
def test_every_path_that_a_document_names_is_there(path):
    named = re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.[a-z]+)`", path.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_readme_shows_the_board_and_the_two_commands_first():
    head = (ROOT / "README.md").read_text(encoding="utf-8")[:1500]
    assert "python3 manage.py run" in head and "python3 manage.py test" in head
    assert re.search(r"!\[.*\]\((docs/.*\.png)\)", head)
