"""Who imports whom: data flows one way and imports do not follow the data. A new module is given
its line here.
"""

import ast
from collections.abc import Iterator

import pytest

from assistant.settings import ROOT

PACKAGES = ("assistant", "ingest", "api", "evaluation")

# A module imports modules of lower lines only, never one of its own line.
LINES = (
    "assistant.domain assistant.errors",
    "assistant.settings assistant.reviews.record assistant.datafile "
    "assistant.lexicon assistant.contracts.verdict assistant.wording "
    "assistant.forms.sheet"
    " assistant.forms.theme assistant.writing.transport assistant.writing.phrases",
    (
        "assistant.setting assistant.french assistant.forms.rubric "
        "assistant.exports.captions assistant.quote assistant.drafting.national"
    ),
    "assistant.facts assistant.phrasing assistant.exports.printout "
    "assistant.writing.guard assistant.writing.llm assistant.forms.fiches"
    " assistant.forms.suivi assistant.forms.protocole",
    "assistant.interrogation assistant.field assistant.forms.contrat "
    "assistant.contracts.clause assistant.writing.prompts "
    "assistant.exports.markdown"
    " assistant.exports.pdf assistant.exports.word assistant.exports.workbook",
    (
        "assistant.forms.forms assistant.contracts.term assistant.exports.annexe4 "
        "assistant.exports.manuscript"
    ),
    "assistant.forms.layout assistant.forms.merge",
    "assistant.forms.changes assistant.reviews.pairing assistant.store "
    "assistant.store.nouns assistant.store.tables assistant.store.migrations"
    " assistant.store.migrations.env assistant.store.migrations.versions "
    "assistant.store.migrations.versions.v0001 "
    "assistant.store.migrations.versions.v0002",
    "assistant.store.database assistant.reviews.tally",
    "assistant.reviews.agreement assistant.store.drafts "
    "assistant.store.conversations assistant.store.reviews "
    "assistant.store.questions"
    " assistant.store.owners",
    "assistant.generation assistant.embedder assistant.lexical "
    "assistant.authority ingest.catalogue ingest.readers ingest.lines "
    "ingest.pieces"
    " ingest.profiles ingest.gapnotes",
    (
        "assistant.vectors assistant.exports.assessment assistant.excerpt "
        "assistant.drafting.situation assistant.drafting.regional ingest.notes "
        "ingest.blocks"
    ),
    (
        "assistant.reviews.scorecard assistant.index assistant.exports.export "
        "assistant.forms.schema ingest.gaps ingest.groups"
    ),
    "ingest.zones assistant.quotation assistant.contracts.rules "
    "assistant.likeness assistant.drafting.material assistant.reviews.remedy"
    " assistant.reviews.replay",
    "ingest.structure assistant.lessons.actors assistant.lessons.lesson "
    "assistant.lessons.outcome assistant.lessons.glossary "
    "assistant.lessons.bank"
    " assistant.contracts.volets assistant.drafting.draft_fiche "
    "assistant.drafting.borrowing assistant.drafting.assembly",
    # the steps, which know the nouns and not each other
    "assistant.retrieve assistant.contracts.deed assistant.evidence "
    "assistant.answer assistant.refusal assistant.signs assistant.dialogue "
    "assistant.verify"
    " assistant.scope assistant.premise assistant.divergences "
    "assistant.drafting.draft_suivi assistant.drafting.draft_protocole "
    "ingest.annotations",
    "ingest.absent ingest.proposals assistant.contracts.hearing ingest.check "
    "assistant.drafting.draft_contrat assistant.forms.controls"
    " assistant.forms.sourcing",
    # what a trainer shows
    "assistant.lessons.discovery assistant.lessons.quiz",
    "ingest.modeles",
    # a language model under the gate: nothing it says goes higher before the gate passed it
    "assistant.writing.gate assistant.exports.reimport "
    "assistant.contracts.timing assistant.contracts.chapters "
    "assistant.writing.reformulate"
    " assistant.writing.suggest assistant.drafting.draft",
    "assistant.writing.generate assistant.writing.proposal assistant.contracts.conformity",
    "assistant.writing.proposer",
    "assistant.writing.scribe assistant.contracts.comparison",
    "assistant.clock",
    "assistant.pipeline ingest.build ingest.train ingest.coverage",
)
DOORS = ("api", "evaluation")
# The command line is the one way in: it offers the commands of the evaluation.
ALLOWED = {("api.cli", "evaluation.cli")}
LINE = {module: n for n, modules in enumerate(LINES) for module in modules.split()}


def _modules() -> Iterator[str]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = list(_modules())


def _imports(module: str) -> set[str]:
    """The modules of ours that a module imports, wherever in its text."""
    path = ROOT.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            name = str(node.module)
            found |= {
                f"{name}.{alias.name}" if f"{name}.{alias.name}" in MODULES else name
                for alias in node.names
            }
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.split(".")[0] in PACKAGES}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_stands_below_it(module: str) -> None:
    """Rooms below the doors by the table, doors never one another."""
    package = module.split(".")[0]
    if (
        package not in DOORS
        and module not in LINE
        and ROOT.joinpath(*module.split("."), "__init__.py").exists()
    ):
        # the name of a room, and nothing else
        assert _imports(module) == set()
        return
    assert package in DOORS or module in LINE, f"{module}: where does this live? Give it a line."
    for other in _imports(module):
        if package in DOORS:
            room = other.split(".")[0]
            assert room not in DOORS or room == package or (module, other) in ALLOWED, (
                f"{module} imports {other}"
            )
        else:
            assert other in LINE, f"{module} imports {other}, which has no line"
            assert LINE[other] < LINE[module], f"{module} imports {other}"


def test_the_table_names_modules_that_exist() -> None:
    """A module that has gone leaves the table; none stands twice."""
    named = " ".join(LINES).split()
    assert set(named) <= set(MODULES) and len(named) == len(set(named))


HEAVY = {"chromadb", "torch", "sentence_transformers", "transformers", "altair", "sklearn"}
HEAVY |= {
    "langchain",
    "langchain_core",
    "langchain_openai",
    "langchain_chroma",
    "langchain_huggingface",
}


@pytest.mark.parametrize(
    "module", [module for module in MODULES if module.split(".")[0] != "evaluation"]
)
def test_heavy_libraries_are_imported_where_they_are_used(module: str) -> None:
    """Never at the head of a module, so that what does not need them stays light."""
    path = ROOT.joinpath(*module.split("."))
    tree = ast.parse(
        (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(
            encoding="utf-8"
        )
    )
    heads = [name for node in tree.body for name in _named(node)]
    assert not {name.split(".")[0] for name in heads} & HEAVY


def _named(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [str(node.module)]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
