"""The documents say what is true today: commands, settings, paths, examples, lost lists."""

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from typer.testing import CliRunner

from api.app import create_app
from api.cli.batch import answer_file
from api.cli.main import app
from api.schemas.answers import BatchIn, QuestionIn, ReplyOut
from assistant.domain import Answer, Filters, Question
from assistant.index.index import Index
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings
from tests.test_layers import WINGS

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "prompts").glob("README.md")]
)
LACUNES = (ROOT / "docs/lacunes.md").read_text(encoding="utf-8")
SUFFIXES = (".md", ".py", ".yaml", ".json", ".txt", ".toml")
BUILT = (".env", ".venv", ".cpom", "manifest.json", "checksums.json", "evaluateur")
ELSEWHERE = ("/v1",)  # addresses of the servers of language models
SHORTENED = {"igas": "igas-2023-rapport", "ciamt": "cpom-ciamt-2022", "occitanie": "cpom-occitanie"}


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _block(language: str) -> str:
    """The first code block of the README in that language."""
    found = re.search(rf"```{language}\n(.*?)```", README, re.S)
    assert found, language
    return found[1]


def _words_of_commands(text: str) -> Iterator[list[str]]:
    """Every « cpom … » written in a block of code, between backquotes or between French quotation
    marks, split into words.
    """
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.S)
    lines = [line.split("#")[0] for block in blocks for line in block.splitlines()]
    inline = re.findall(r"`([^`]+)`|« ?(cpom [^»`]+)»", _prose(text))
    for written in (*lines, *map("".join, inline)):
        for part in re.findall(r"\bcpom [a-z][^|;]*", written):
            yield part.split()[1:]


def _prose(text: str) -> str:
    """The text without its blocks of code."""
    return re.sub(r"```.*?```", "", text, flags=re.S)


def _command(words: list[str]) -> tuple[Any, list[str]]:
    """The command that words call, and the words left to it."""
    command: Any = typer.main.get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize("written", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_named_exists_with_its_options(written: Path) -> None:
    """« cpom annotations check --detail » is a command of the program and `--detail` one of its
    options.
    """
    named = list(_words_of_commands(written.read_text(encoding="utf-8")))
    for words in named:
        command, left = _command(list(words))
        assert not (left and hasattr(command, "commands")), (
            f"{written.name} : cpom {' '.join(words)}"
        )
        known = {
            option
            for parameter in command.params
            for option in (*parameter.opts, *parameter.secondary_opts)
        }
        asked = {word for word in left if word.startswith("--")}
        assert asked <= known, f"{written.name} : cpom {' '.join(words)}"


def test_every_command_of_the_program_is_in_the_readme() -> None:
    """Nothing that the program can do is left out of the table of commands."""
    table = README.split("## Commandes")[1].split("\n## ")[0]
    said = {_command(list(words))[0].name for words in _words_of_commands(table)}
    main: Any = typer.main.get_command(app)
    leaves = {
        leaf
        for command in main.commands.values()
        for leaf in ([command.name] if not hasattr(command, "commands") else list(command.commands))
    }
    assert leaves <= said


def test_the_table_of_settings_is_the_class_of_settings() -> None:
    """One row a setting, with its default; no row for a setting that is gone."""
    rows = dict(re.findall(r"^\| `(CPOM_[A-Z_]+)` \| (.+?) \|", README, re.M))
    fields = {
        f"CPOM_{name.upper()}": field.get_default(
            call_default_factory=True, validated_data={"corpus": ROOT / "corpus"}
        )
        for name, field in Settings.model_fields.items()
    }
    assert set(rows) == set(fields)
    for name, default in fields.items():
        said = rows[name].strip("`")
        wanted = (
            "vide"
            if str(default) == ""
            else str(default.relative_to(ROOT))
            if isinstance(default, Path)
            else str(default)
        )
        assert said == wanted, name


@pytest.mark.parametrize("written", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_named_exists(written: Path) -> None:
    """A path between backquotes or in a link is a file or a folder of the repository."""
    text = written.read_text(encoding="utf-8")
    known = {
        path.name
        for folder in ("assistant", "ingest", "api", "evaluation")
        for path in (ROOT / folder).rglob("*.py")
    }
    for name in re.findall(r"`(\w[\w./-]*|\.\w[\w./-]*)`", _prose(text)):
        top = name.split("/")[0]
        if (
            name in BUILT
            or top in BUILT
            or not ("/" in name and (ROOT / top).is_dir() or name.endswith(SUFFIXES))
        ):
            continue
        assert (ROOT / name).exists() or name in known or (written.parent / name).exists(), (
            f"{written.name} : {name}"
        )
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (written.parent / link).exists(), f"{written.name} : {link}"


def test_the_example_of_the_readme_is_what_the_program_answers(assistant: Assistant) -> None:
    """The question shown at the top is answered by the same sentences and the same quotations, word
    for word.
    """
    example = _block("console")
    asked = re.search(r'cpom ask "(.+?)"', example)
    assert asked
    reply = assistant.ask(Question(text=asked[1]))
    assert isinstance(reply, Answer)
    shown = _flat(example)
    assert all(_flat(statement.text) in shown for statement in reply.statements)
    assert all(
        f"« {_flat(citation.quote)} »" in shown and citation.label in shown
        for citation in reply.citations
    )
    assert len(re.findall(r"^\[\d+\] ", example, re.M)) == len(reply.citations)


def _shown_runs() -> Iterator[Any]:
    """The commands of the README that are shown with what they print, but the question: what was
    typed before, the command, its shortened output.
    """
    for block in re.findall(r"```console\n(.*?)```", README, re.S):
        before, command, output = re.split(
            r"^\$ \.venv/bin/(cpom .+)\n", block, maxsplit=1, flags=re.M
        )
        if not command.startswith("cpom ask"):
            yield pytest.param(before, command, output, id=command.split()[1])


@pytest.mark.parametrize(("before", "command", "output"), list(_shown_runs()))
def test_a_shortened_output_of_the_readme_is_what_the_program_prints(
    built: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    command: str,
    output: str,
) -> None:
    """Each line shown is printed, in that order; « … » stands for what is left out. A file shown by
    `cat` is the one given.
    """
    for name, content in re.findall(r"^\$ cat (\S+)\n(.*)", before, re.S | re.M):
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(
        app,
        command.split()[1:],
        env={"CPOM_DATA": str(built.data), "CPOM_VECTORS": "exact", "COLUMNS": "80"},
    )
    assert done.exit_code == 0, done.output
    printed, shown = (
        [re.sub("[\u00a0\u202f]", " ", line).rstrip() for line in text.splitlines()]
        for text in (done.stdout, output)
    )
    left = iter(printed)
    for line in (line for line in shown if line != "…"):
        assert line in left, line  # the iterator goes on from where the last line was found


def test_the_batch_example_is_read_and_answered(assistant: Assistant, tmp_path: Path) -> None:
    """Each line of the example is a question of the batch form, and gets an answer with the fields
    that are listed.
    """
    source, target = tmp_path / "questions.jsonl", tmp_path / "reponses.jsonl"
    source.write_text(_block("jsonl"), encoding="utf-8")
    asked = [
        BatchIn.model_validate_json(line)
        for line in source.read_text(encoding="utf-8").splitlines()
    ]
    assert list(answer_file(assistant, source, target, Filters())) == []
    replies = [
        ReplyOut.model_validate_json(line)
        for line in target.read_text(encoding="utf-8").splitlines()
    ]
    assert [reply.id for reply in replies] == [line.id for line in asked]
    section = README.split("## Le fichier de lot")[1].split("\n## ")[0]
    assert all(f"`{name}`" in section for name in ReplyOut.model_fields)


def test_the_addresses_named_are_those_of_the_api(built: Settings) -> None:
    """Every address of the API is in the README, no other is, and the body of the curl example is a
    question.
    """
    section = README.split("## L’API")[1].split("\n## ")[0]
    paths = set(create_app(built).openapi()["paths"])
    said = set(re.findall(r"`(/[\w/{}]+)`", section))
    assert said == paths
    body = re.search(r"-d '(\{.*?\})'", section)
    assert body and "127.0.0.1:8000/api/ask" in section
    QuestionIn.model_validate(json.loads(body[1]))


def _addresses(routes: Sequence[BaseRoute]) -> Iterator[re.Pattern[str]]:
    """What the addresses of an application look like, those of its rooms included."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route.path_regex
        elif isinstance(room := getattr(route, "original_router", None), APIRouter):
            yield from _addresses(room.routes)


ADDRESSES = list(_addresses(create_app(Settings(_env_file=None)).routes))


@pytest.mark.parametrize("written", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_address_named_is_served(written: Path) -> None:
    """`/decouvrir/presentation/volets/2` leads to a page, `/api/search` to data: an address that is
    gone leaves the documents.
    """
    for named in re.findall(r"`(/[\w./{}#-]+)`", _prose(written.read_text(encoding="utf-8"))):
        address = named.split("#")[0]
        if not address.startswith(ELSEWHERE) and address != "/api/openapi.json":
            assert any(pattern.fullmatch(address) for pattern in ADDRESSES), (
                f"{written.name} : {named}"
            )


def test_every_document_is_linked_from_another() -> None:
    """A page that nothing leads to is not read."""
    linked = {
        (written.parent / link).resolve()
        for written in PAGES
        for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", written.read_text(encoding="utf-8"))
    }
    named = {ROOT / name for name in re.findall(r"`([\w./-]+\.md)`", README)}
    assert [
        str(written.relative_to(ROOT))
        for written in PAGES
        if written.parent != ROOT
        and written not in linked | named
        and "prompts" not in written.parts
    ] == []


def test_the_wings_of_the_house_are_those_of_the_layers() -> None:
    """The table of wings in CONTRIBUTING.md has the lines of tests/test_layers.py, in order."""
    table = CONTRIBUTING.split("## Qui importe qui")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`.+?`) \|", table, re.M)
    assert [tuple(re.findall(r"`([\w.]+)`", row)) for row in rows] == list(WINGS)


def test_the_readme_opens_with_commands_that_make_knows() -> None:
    """« make run » and « make test » come first, and every `make …` of the README is a target that
    make can plan.
    """
    assert re.match(r"# .+\n\n```\nmake run .+\nmake test .+\n```", README)
    for target in set(re.findall(r"\bmake ([a-z]+)", README)):
        done = subprocess.run(
            ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_each_lost_list_is_told_and_no_other(assistant: Assistant) -> None:
    """docs/lacunes.md has one row a lost list, numbered, in order, with the last words that
    announced it.
    """
    rows = re.findall(r"^\| (\d+) \| `([^`]+)` \| « (.+?) »", LACUNES, re.M)
    gaps = [passage for passage in assistant.index.passages if passage.gap]
    assert [int(number) for number, _, _ in rows] == list(range(1, len(gaps) + 1))
    assert [f"instruction-2024-132/{id}" for _, id, _ in rows] == [passage.id for passage in gaps]
    for (_, id, words), passage in zip(rows, gaps, strict=True):
        assert _flat(words) in _flat(passage.text), id


def test_each_hint_of_a_lost_list_is_told(assistant: Assistant) -> None:
    """The passages that the corpus offers for a lost list are all named in its row of
    docs/lacunes.md, and they exist.
    """
    index: Index = assistant.index
    rows = {
        id: line
        for line in LACUNES.splitlines()
        for id in re.findall(r"^\| \d+ \| `([^`]+)`", line)
    }
    for passage in (passage for passage in index.passages if passage.gap):
        row = rows[passage.id.split("/", 1)[1]]
        named = {_whole(id, index) for id in re.findall(r"`([^`]+)`", row)}
        assert passage.gap and set(passage.gap.elsewhere) <= named, passage.id


def _whole(id: str, index: Index) -> str:
    """The identifier that a shortened one stands for."""
    first, _, rest = id.partition("/")
    wanted = [
        f"{SHORTENED[first]}/{rest}" if first in SHORTENED else "",
        id,
        f"instruction-2024-132/{id}",
        f"instruction-2024-132/annexe-2.dreets{id}",
    ]
    found = next((each for each in wanted if each in index.row), None)
    assert found, f"docs/lacunes.md : {id}"
    return found


def test_the_constraints_pin_what_the_project_asks_for() -> None:
    """Each direct dependency has one exact version in constraints.txt, and torch is pinned without
    a build suffix.
    """
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    pinned = dict(
        re.findall(
            r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.M
        )
    )
    names = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pinned.items()}
    for name in re.findall(r'^  "([A-Za-z0-9_.-]+)(?:\[\w+\])?(?:[<>=].*)?",?$', project, re.M):
        assert re.sub(r"[-_.]+", "-", name).lower() in names, name
    assert "+" not in names["torch"] and not [
        name for name, version in names.items() if "+cpu" in version
    ]
