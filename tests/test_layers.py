"""Who imports whom: data flows one way and imports do not follow the data. A new module is given its line here."""

import ast
from collections.abc import Iterator

import pytest

from assistant.settings import ROOT

PACKAGES = ("assistant", "ingest", "api", "evaluation")

# A module imports modules of lower lines only, never one of its own line.
LINES = (
    "assistant.domain assistant.errors",
    "assistant.settings assistant.record assistant.datafile assistant.lexicon assistant.verdict assistant.wording assistant.sheet assistant.theme assistant.transport assistant.phrases",
    "assistant.setting assistant.french assistant.rubric assistant.captions assistant.quote assistant.national",
    "assistant.facts assistant.phrasing assistant.printout assistant.guard assistant.llm assistant.fiches assistant.suivi assistant.protocole",
    "assistant.interrogation assistant.field assistant.contrat assistant.clause assistant.prompts assistant.markdown assistant.pdf assistant.word assistant.workbook",
    "assistant.forms assistant.term assistant.annexe4 assistant.manuscript",
    "assistant.layout assistant.merge",
    "assistant.changes assistant.pairing assistant.store assistant.store.nouns assistant.store.tables"
    " assistant.store.migrations assistant.store.migrations.env assistant.store.migrations.versions assistant.store.migrations.versions.v0001"
    " assistant.store.migrations.versions.v0002",
    "assistant.store.database assistant.tally",
    "assistant.agreement assistant.store.drafts assistant.store.conversations assistant.store.reviews assistant.store.questions assistant.store.owners",
    "assistant.generation assistant.embedder assistant.lexical assistant.authority"
    " ingest.catalogue ingest.readers ingest.lines ingest.pieces ingest.profiles ingest.gapnotes",
    "assistant.vectors assistant.assessment assistant.excerpt assistant.situation assistant.regional ingest.notes ingest.blocks",
    "assistant.scorecard assistant.index assistant.export assistant.schema ingest.gaps ingest.groups",
    "ingest.zones assistant.quotation assistant.rules assistant.likeness assistant.material assistant.remedy assistant.replay",
    "ingest.structure assistant.actors assistant.lesson assistant.outcome assistant.glossary assistant.bank assistant.volets assistant.draft_fiche assistant.borrowing assistant.assembly",
    # the steps, which know the nouns and not each other
    "assistant.retrieve assistant.deed assistant.evidence assistant.answer assistant.refusal assistant.signs assistant.dialogue assistant.verify"
    " assistant.scope assistant.premise assistant.divergences assistant.draft_suivi assistant.draft_protocole ingest.annotations",
    "ingest.absent ingest.proposals assistant.hearing ingest.check assistant.draft_contrat assistant.controls assistant.sourcing",
    # what a trainer shows
    "assistant.discovery assistant.quiz",
    "ingest.modeles",
    # a language model under the gate: nothing it says goes higher before the gate passed it
    "assistant.gate assistant.reimport assistant.timing assistant.chapters assistant.reformulate assistant.suggest assistant.draft",
    "assistant.generate assistant.proposal assistant.conformity",
    "assistant.proposer",
    "assistant.scribe assistant.comparison",
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
            found |= {f"{name}.{alias.name}" if f"{name}.{alias.name}" in MODULES else name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.split(".")[0] in PACKAGES}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_stands_below_it(module: str) -> None:
    """Rooms below the doors by the table, doors never one another."""
    package = module.split(".")[0]
    if module in {"assistant", "ingest"}:
        assert _imports(module) == set()
        return
    assert package in DOORS or module in LINE, f"{module}: where does this live? Give it a line."
    for other in _imports(module):
        if package in DOORS:
            room = other.split(".")[0]
            assert room not in DOORS or room == package or (module, other) in ALLOWED, f"{module} imports {other}"
        else:
            assert other in LINE, f"{module} imports {other}, which has no line"
            assert LINE[other] < LINE[module], f"{module} imports {other}"


def test_the_table_names_modules_that_exist() -> None:
    """A module that has gone leaves the table; none stands twice."""
    named = " ".join(LINES).split()
    assert set(named) <= set(MODULES) and len(named) == len(set(named))


HEAVY = {"chromadb", "torch", "sentence_transformers", "transformers", "altair", "sklearn"}
HEAVY |= {"langchain", "langchain_core", "langchain_openai", "langchain_chroma", "langchain_huggingface"}


@pytest.mark.parametrize("module", [module for module in MODULES if module.split(".")[0] != "evaluation"])
def test_heavy_libraries_are_imported_where_they_are_used(module: str) -> None:
    """Never at the head of a module, so that what does not need them stays light."""
    path = ROOT.joinpath(*module.split("."))
    tree = ast.parse((path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8"))
    heads = [name for node in tree.body for name in _named(node)]
    assert not {name.split(".")[0] for name in heads} & HEAVY


def _named(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [str(node.module)]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
