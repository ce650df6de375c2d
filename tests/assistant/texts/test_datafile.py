"""One reader of data files: what is wrong is said in one French sentence."""

from pathlib import Path
from typing import Literal

import pytest

from assistant.domain import Value
from assistant.errors import CorpusError, FormError
from assistant.settings import PACKAGE, ROOT
from assistant.texts.datafile import parse_yaml, read_datafile, read_yaml


class Dish(Value):
    """A dish of the menu."""

    id: str
    season: Literal["été", "hiver"]
    parts: int = 1


class Menu(Value):
    """A file of dishes."""

    title: str = ""
    dishes: tuple[Dish, ...] = ()


FAULTS = {
    "unknown field": ("titre: Menu", ("menu.yaml", "titre", "n’est pas connu")),
    "missing field": ("dishes: [{id: soupe}]", ("menu.yaml", "soupe", "season", "manque")),
    "unknown word": (
        "dishes: [{id: soupe, season: printemps}]",
        ("soupe", "season", "printemps", "'été' ou 'hiver'"),
    ),
    "no list": ("dishes: soupe", ("dishes", "liste est attendue")),
    "no name": ("dishes: [3]", ("n° 1", "un par ligne")),
    "no number": ("dishes: [{id: soupe, season: été, parts: x}]", ("parts", "nombre entier")),
    "a list": ("- a", ("menu.yaml", "fichier")),
    "no YAML": ("title: a\ndishes: [", ("menu.yaml", "YAML", "ligne", "Corrigez")),
    "nested without end": ("[" * 20_000, ("menu.yaml", "YAML", "Corrigez")),
    "impossible day": ("title: 2026-02-31", ("menu.yaml", "Corrigez")),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_sentence_with_the_file_the_entry_and_what_to_do(
    tmp_path: Path, name: str
) -> None:
    """In the class of error asked for; never an error of YAML or of pydantic."""
    text, words = FAULTS[name]
    path = tmp_path / "menu.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormError) as refused:
        read_datafile(path, Menu, error=FormError)
    sentence = str(refused.value)
    assert all(word in sentence for word in words), sentence
    assert sentence.endswith(".")


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    """Its folder too; with the advice of the caller when it has one."""
    path = tmp_path / "menu.yaml"
    with pytest.raises(CorpusError, match=r"menu\.yaml est introuvable .* CPOM_CORPUS\."):
        read_datafile(path, Menu)
    with pytest.raises(CorpusError, match=r"menu\.yaml est introuvable .* : créez-le\."):
        read_datafile(path, Menu, advice="créez-le")


def test_a_file_that_need_not_exist_has_a_value_all_the_same(tmp_path: Path) -> None:
    """The one given by the caller; a file with nothing in it has no entry."""
    path = tmp_path / "menu.yaml"
    assert read_datafile(path, Menu, absent=Menu(title="aucun")).title == "aucun"
    path.write_text("", encoding="utf-8")
    assert read_datafile(path, Menu) == Menu()


@pytest.mark.parametrize("data", [b"title: \xff", b"\xff\xfet\x00"])
def test_another_encoding_is_said(tmp_path: Path, data: bytes) -> None:
    """With the one to choose."""
    path = tmp_path / "menu.yaml"
    path.write_bytes(data)
    with pytest.raises(CorpusError, match="UTF-8"):
        read_yaml(path)


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    """Whatever the system says of it."""
    with pytest.raises(CorpusError, match="illisible"):
        read_yaml(tmp_path)


def test_the_mark_that_windows_editors_add_is_not_content(tmp_path: Path) -> None:
    """A file saved by the Notepad reads as any other."""
    path = tmp_path / "menu.yaml"
    path.write_bytes("\ufefftitle: été".encode())
    assert read_datafile(path, Menu).title == "été"


def test_no_file_can_run_code() -> None:
    """A tag that makes an object is refused."""
    with pytest.raises(CorpusError, match="YAML"):
        parse_yaml("a: !!python/object/apply:os.getcwd []", source="menu.yaml")


def test_no_other_module_loads_yaml() -> None:
    """One loader in the whole product; others only write."""
    modules = [
        path
        for package in ("assistant", "api", "ingest", "evaluation")
        for path in ((ROOT / package).rglob("*.py"))
    ]
    loading = {
        path
        for path in modules
        if "yaml.load" in (text := path.read_text("utf-8")) or "yaml.safe_load" in text
    }
    assert len(modules) > 100
    assert loading == {PACKAGE / "texts" / "datafile.py"}
