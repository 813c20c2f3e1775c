"""Who may import whom, and what must not be found where."""

import ast
import re
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

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
SCREEN = files("components", "pages")


@cache
def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


class Parsed:
    """What is asked of a file's code; the tree itself, which is large, is not kept."""

    def __init__(self, path):
        tree = ast.parse(text(path))
        nodes = list(ast.walk(tree))
        self.docstring = ast.get_docstring(tree)
        self.functions = [node.name for node in nodes if isinstance(node, ast.FunctionDef)]
        named = {
            alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names
        }
        named |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        self.imports = {name.split(".")[0] for name in named}


parsed = cache(Parsed)


def test_layers_import_downwards_only():
    upwards = {}
    for path in EVERY:
        layer = path.parts[0].removesuffix(".py")
        upwards[str(path)] = (parsed(path).imports & OURS) - {layer} - MAY_IMPORT[layer]
    assert {path: found for path, found in upwards.items() if found} == {}


def test_rules_tables_and_routes_know_nothing_of_the_screen():
    assert [
        str(path)
        for path in files("domain", "db", "seed", "server")
        if parsed(path).imports
        & {"streamlit", "plotly"} - ({"streamlit"} if path.parts[0] == "server" else set())
    ] == []


def test_pages_know_nothing_of_the_database():
    assert [
        str(path) for path in PAGES if parsed(path).imports & {"db", "sqlmodel", "sqlalchemy"}
    ] == []


def test_pages_are_short_and_define_nothing():
    assert [str(path) for path in PAGES if len(text(path).splitlines()) > 80] == []
    assert [str(path) for path in PAGES if parsed(path).functions] == []
    marked = re.compile(r"session_state|unsafe_allow_html")
    assert [str(path) for path in PAGES if marked.search(text(path))] == []


def test_files_can_be_read_in_one_sitting():
    assert [str(path) for path in EVERY if len(text(path).splitlines()) > 320] == []
    assert [str(path) for path in files("tests") if len(text(path).splitlines()) > 400] == []


def test_every_file_says_what_it_is_for():
    assert [str(path) for path in EVERY if text(path).strip() and not parsed(path).docstring] == []


def test_every_page_lies_in_a_section():
    """Streamlit would serve a script lying directly in pages/ without app.py: unsigned-in."""
    assert not list((ROOT / "pages").glob("*.py"))


def test_session_state_is_touched_in_three_places_only():
    touching = {path.name for path in SCREEN if "session_state" in text(path)}
    assert touching <= {"session.py", "submitting.py", "frame.py"}


def test_nothing_unsafe_is_drawn():
    unsafe = re.compile(r"unsafe_allow_html=True|\beval\(|\bpickle\b|plotly\.express")
    assert [str(path) for path in SCREEN if unsafe.search(text(path))] == []


def test_only_the_engine_opens_transactions_for_people():
    """Screens change things through commands; they open no write transaction of their own."""
    assert [str(path) for path in SCREEN if "transaction(" in text(path)] == []


def test_every_migration_follows_the_one_before():
    names = sorted(path.name for path in (ROOT / "db/migrations/versions").glob("0*.py"))
    assert [name[:4] for name in names] == [f"{n:04d}" for n in range(1, len(names) + 1)]


def test_every_folder_of_tests_is_a_package():
    """Two files of one name in folders that are no packages are one module to pytest."""
    folders = {path.parent for path in files("tests")}
    assert not [name for name in folders if not (ROOT / name / "__init__.py").is_file()]


def test_what_is_served_imports_nothing_that_only_developers_have():
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    served = {_levelled(name) for name in re.findall(r"^([\w.-]+)==", locked, re.MULTILINE)}
    known = packages_distributions()
    paths = [Path("app.py"), *files(*(name for name in FOLDERS if name not in ("bench", "launch")))]
    needed = (
        {top for path in paths for top in parsed(path).imports}
        - OURS
        - set(sys.stdlib_module_names)
    )
    missing = {top for top in needed if not {_levelled(each) for each in known[top]} & served}
    assert missing == set()


def _levelled(name):
    return re.sub(r"[-_.]+", "-", name).lower()
