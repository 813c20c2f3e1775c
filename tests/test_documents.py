"""The documents say what the code does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from components import page_list
from components.session import speaking
from components.texts import FOLDER as TEXTS
from domain import documents
from domain.command import COMMANDS

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", documents.DOCUMENTS)
def test_a_generated_document_is_up_to_date(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == documents.DOCUMENTS[name]()


def test_the_documents_alone_bring_in_every_module_that_declares_commands():
    """In a process of its own: another test may have brought in a module that the documents forget."""
    code = "import sys; from domain import documents; print(*sys.modules)"
    brought_in = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    declaring = (
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "domain").rglob("*.py")
        if re.search("^@command", path.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert set(declaring) <= set(brought_in)


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


def test_the_readme_names_pages_as_the_navigation_does():
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    named = {
        title for row in lines if row.startswith("|") for title in re.findall(r"\*([^*]+)\*", row)
    }
    assert len(named) > 20
    with speaking("en"):
        assert named - {each.title for each in page_list.places()} == set()


def test_the_chinese_names_of_the_glossary_stand_on_the_screen():
    """Those in italics apart, which the documents alone use."""
    shown = "".join(each.read_text(encoding="utf-8") for each in (TEXTS / "zh").glob("*.toml"))
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [each.split("|")[2].strip() for each in lines if each.startswith("| ")][1:]
    names = {name for row in rows if row[:1] != "*" for name in row.split("、")}
    assert len(names) > 50
    assert sorted(name for name in names if name not in shown) == []


def test_a_table_of_a_document_is_not_cut_in_two():
    """A line of a table after an empty one is drawn as it is typed, unless a table begins there."""
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        lines = path.read_text(encoding="utf-8").splitlines() + [""]
        begun = [
            at for at, each in enumerate(lines) if each[:1] == "|" and lines[at - 1][:1] != "|"
        ]
        assert [lines[at] for at in begun if not re.match(r"\|[ :|-]+$", lines[at + 1])] == [], path


def test_no_two_decisions_have_one_number_and_every_link_to_one_leads_somewhere():
    docs = ROOT / "docs"
    numbers = [path.name[:4] for path in (docs / "decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))
    for path in (docs / "decisions").glob("*.md"):
        headline = path.read_text(encoding="utf-8").partition("\n")[0]
        assert headline.startswith(f"# {int(path.name[:4])}. "), path.name
    for path in docs.rglob("*.md"):
        for to in re.findall(r"\]\(([\w./-]+\.md)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / to).exists(), (path.name, to)
