"""Who may import whom, and what must not be found where."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "app": {"components", "server", "db"},
    "pages": {"components", "domain"},
    "components": {"components", "domain", "db"},
    "server": {"server", "domain", "db"},
    "domain": {"domain", "db"},
    "db": {"db"},
    "seed": {"seed", "domain", "db"},
    "launch": {"launch", "server", "seed", "domain", "db"},
    "bench": {"bench", "launch", "seed", "domain", "db", "tests"},  # serves as the tests do
}
OURS = {*MAY_IMPORT, "manage", "tests"}


def files(*folders):
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [path.relative_to(ROOT) for path in found if "__pycache__" not in path.parts]


FOLDERS = ("pages", "components", "server", "domain", "db", "seed", "launch", "bench")
EVERY = [Path("app.py"), *files(*FOLDERS)]
PAGES = files("pages")


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def imports(path):
    for node in ast.walk(ast.parse(text(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tops(path):
    return {name.split(".")[0] for name in imports(path)}


@pytest.mark.parametrize("path", EVERY, ids=str)
def test_layers_import_downwards_only(path):
    layer = path.parts[0].removesuffix(".py")
    assert (tops(path) & OURS) - {layer} <= MAY_IMPORT[layer]


@pytest.mark.parametrize("path", files("domain", "db", "seed", "server"), ids=str)
def test_rules_tables_and_routes_know_nothing_of_the_screen(path):
    allowed = {"streamlit"} if path.parts[0] == "server" else set()
    assert not (tops(path) & {"streamlit", "plotly"}) - allowed


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_pages_know_nothing_of_the_database(path):
    assert not tops(path) & {"db", "sqlmodel", "sqlalchemy"}


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_pages_are_short_and_define_nothing(path):
    tree = ast.parse(text(path))
    assert len(text(path).splitlines()) <= 80
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert not re.search(r"session_state|unsafe_allow_html", text(path))


@pytest.mark.parametrize("path", EVERY, ids=str)
def test_files_can_be_read_in_one_sitting(path):
    assert len(text(path).splitlines()) <= 320


@pytest.mark.parametrize("path", EVERY, ids=str)
def test_every_file_says_what_it_is_for(path):
    assert not text(path).strip() or ast.get_docstring(ast.parse(text(path)))


def test_every_page_lies_in_a_section():
    """Streamlit would serve a script lying directly in pages/ without app.py: unsigned-in."""
    assert not list((ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize("path", files("components", "pages"), ids=str)
def test_session_state_is_touched_in_three_places_only(path):
    if path.name not in ("session.py", "submitting.py", "frame.py"):
        assert "session_state" not in text(path)


@pytest.mark.parametrize("path", files("components", "pages"), ids=str)
def test_nothing_unsafe_is_drawn(path):
    assert not re.search(r"unsafe_allow_html=True|\beval\(|\bpickle\b|plotly\.express", text(path))


@pytest.mark.parametrize("path", files("components", "pages"), ids=str)
def test_only_the_engine_opens_transactions_for_people(path):
    """Screens change things through commands; they open no write transaction of their own."""
    assert "transaction(" not in text(path)


def test_every_migration_follows_the_one_before():
    names = sorted(path.name for path in (ROOT / "db/migrations/versions").glob("0*.py"))
    assert [name[:4] for name in names] == [f"{n:04d}" for n in range(1, len(names) + 1)]


def test_every_folder_of_tests_is_a_package():
    """Two files of one name in folders that are no packages are one module to pytest."""
    folders = {path.parent for path in files("tests")}
    assert not [name for name in folders if not (ROOT / name / "__init__.py").is_file()]
