"""Who imports whom: data flows one way and imports do not follow the data."""

import ast
from collections.abc import Iterator

import pytest

from assistant.settings import ROOT

PACKAGES = ("assistant", "ingest", "api", "evaluation")
# From the ground up: a wing imports the wings of the lines above its own, never one of its line.
WINGS = (
    ("assistant.domain", "assistant.errors"),
    ("assistant.settings", "assistant.extras"),
    ("assistant.texts",),
    ("assistant.reading",),
    ("assistant.proof",),
    ("assistant.index",),
    ("assistant.needs", "assistant.records"),
    ("assistant.conversation",),
    ("assistant.answering",),
    ("assistant.forms", "assistant.training"),
    ("assistant.drafting", "assistant.store"),
    ("assistant.conformity", "assistant.llm", "assistant.ratings"),
    ("assistant.exports",),
    ("assistant.pipeline",),
    ("assistant.langchain",),
    ("ingest",),
    ("evaluation",),
    ("api",),
)
FLOOR = {wing: n for n, line in enumerate(WINGS) for wing in line}


def _modules() -> Iterator[str]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = list(_modules())


def _wing(module: str) -> str:
    """The wing a module stands in: `assistant.texts.french` is of `assistant.texts`."""
    two = ".".join(module.split(".")[:2])
    return two if two in FLOOR else module.split(".")[0]


def _folder(module: str) -> str:
    """The package whose files a module is one of."""
    path = ROOT.joinpath(*module.split("."))
    return module if path.is_dir() else module.rpartition(".")[0]


def _within(one: str, other: str) -> bool:
    """Are two folders the same, or one inside the other?"""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _imports(module: str) -> set[str]:
    """The modules of ours that a module imports, wherever in its text."""
    path = ROOT.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            name = str(node.module)
            for alias in node.names:
                whole = f"{name}.{alias.name}"
                found.add(whole if whole in MODULES else name)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name in MODULES}


IMPORTS = {module: _imports(module) for module in MODULES}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_the_wings_below_its_own(module: str) -> None:
    """A module imports its own wing or a wing of a lower line."""
    wing = _wing(module)
    above = {
        other
        for other in IMPORTS[module]
        if _wing(other) != wing and FLOOR.get(_wing(other), 0) >= FLOOR.get(wing, 0)
    }
    if wing in FLOOR:
        assert not above, f"{module} imports {sorted(above)}"


def test_no_two_packages_import_each_other() -> None:
    """Of two folders, at the most one imports the other."""
    arrows = {
        (_folder(module), _folder(other))
        for module in MODULES
        for other in IMPORTS[module]
        if not _within(_folder(module), _folder(other))
    }
    assert len(arrows) > 50
    mutual = {(a, b) for a, b in arrows if (b, a) in arrows and a < b}
    assert not mutual


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Taking away the modules that import nothing left takes all of them away in the end."""
    left = {module: set(names) - {module} for module, names in IMPORTS.items()}
    while ready := [module for module, names in left.items() if not names & left.keys()]:
        for module in ready:
            del left[module]
    assert not left, f"a circle: {sorted(left)}"


def test_every_module_stands_in_a_wing() -> None:
    """No module is outside the table."""
    assert {_wing(module) for module in MODULES} - FLOOR.keys() <= {"assistant"}


HEAVY = {
    "chromadb",
    "torch",
    "sentence_transformers",
    "transformers",
    "altair",
    "sklearn",
    "spacy",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "langchain_chroma",
    "langchain_huggingface",
}


# Nothing imports assistant.langchain but programs that are built with LangChain.
APART = ("evaluation", "assistant.langchain")


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith(APART)])
def test_heavy_libraries_are_imported_where_they_are_used(module: str) -> None:
    """Never at the head of a module, so that what does not need them stays light."""
    path = ROOT.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    heads = [name for node in tree.body for name in _named(node)]
    assert not {name.split(".")[0] for name in heads} & HEAVY


def _named(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [str(node.module)]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
