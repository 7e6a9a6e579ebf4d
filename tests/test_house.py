"""The rules of the house that no linter knows."""

import ast
import doctest
import os
from collections.abc import Iterator
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.conftest import load_content

ROOT = settings.BASE_DIR
# Each floor of the site stands on those before it and knows nothing of those after it.
FLOORS = ("smsu_intl.base", "departments", "partners", "events", "smsu_intl", "tests", "benchmarks")

# module → why it imports inside a function
LATE_IMPORTS = {
    "benchmarks/search/__main__.py": "Django is first set up on a database of the benchmark's own",
    "smsu_intl/base/apps.py": "models cannot be imported before all apps are known",
    "smsu_intl/apps.py": "models cannot be imported before all apps are known",
}
# What is derived from the content, row by row anew whenever a name changes.
DERIVED = ("token", "gram", "entry", "posting", "translation")
MARKS_THAT_HIDE = {"skip", "skipif", "skipIf", "skipUnless", "skipTest", "xfail", "importorskip"}


def _packages() -> list[Path]:
    return sorted(path.parent for path in ROOT.glob("*/__init__.py"))


def _modules() -> list[Path]:
    return sorted(path for package in _packages() for path in package.rglob("*.py") if "migrations" not in path.parts)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _floor(module: str) -> int | None:
    """Return the floor a module is on; None for one that is not ours. The longest name decides."""
    found = [floor for floor in FLOORS if f"{module}.".startswith(f"{floor}.")]
    return FLOORS.index(max(found, key=len)) if found else None


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_suite_runs_on_the_database_it_was_asked_for():
    assert connection.vendor == os.environ.get("TEST_DATABASE", connection.vendor)


def test_every_package_has_its_floor():
    assert {package.name for package in _packages()} == {floor.partition(".")[0] for floor in FLOORS}


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_module_imports_only_from_its_floor_and_below(path):
    own = _floor(_name(path).removesuffix(".py").replace("/", "."))
    above = [name for name in _imported(_tree(path)) if (floor := _floor(name)) is not None and floor > own]
    assert above == []


def test_imports_stand_at_the_top():
    late = {
        _name(path)
        for path in _modules()
        if not path.is_relative_to(ROOT / "tests")
        for function in ast.walk(_tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
    }
    assert late == LATE_IMPORTS.keys()


def test_modules_say_what_they_are():
    named_by_their_tools = ("apps.py", "urls.py", "test_*.py")
    silent = [path for path in _modules() if path.read_text().strip() and not ast.get_docstring(_tree(path))]
    assert [_name(path) for path in silent if not any(path.match(pattern) for pattern in named_by_their_tools)] == []


def test_no_test_is_skipped_or_expected_to_fail():
    hidden = {
        f"{_name(path)}:{node.lineno}"
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute) and node.attr in MARKS_THAT_HIDE
    }
    assert hidden == set()


def test_tests_that_flush_the_database_use_the_fixture_that_fills_it_again():
    emptied = {
        f"{_name(path)}:{node.lineno}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(_tree(path))
        if (isinstance(node, ast.arg) and node.arg in ("transactional_db", "live_server"))
        or (isinstance(node, ast.Attribute) and node.attr in ("TransactionTestCase", "LiveServerTestCase"))
        or (isinstance(node, ast.keyword) and node.arg == "transaction" and "django_db" in path.read_text())
    }
    assert emptied == set(), "take `writable_site`"


def test_migrations_are_complete(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def _content() -> str:
    output = StringIO()
    options = {"natural_foreign": True, "natural_primary": True, "indent": 1, "verbosity": 0}
    options["exclude"] = [f"partners.{name}" for name in DERIVED]
    call_command("dumpdata", "base", "departments", "partners", "events", stdout=output, **options)
    return output.getvalue()


def test_content_loaded_twice_is_unchanged(db):
    before = _content()
    load_content()
    assert _content() == before
    assert before.count('"model"') > 100


WITH_EXAMPLES = [path for path in _modules() if not _name(path).startswith("tests/") and ">>> " in path.read_text()]


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=_name)
def test_examples_in_docstrings_hold(path):
    found = doctest.testmod(import_module(_name(path).removesuffix(".py").replace("/", ".")))

    assert found.attempted
    assert not found.failed
