"""The written answers are compared with the texts, and what must be mended is named."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.settings import Settings
from ingest.build import build
from tests.five import copy_five


def _need(name: str, question: str, words: str, place: str, **fields: Any) -> dict[str, Any]:
    support = {"passage": place, "mots": words}
    return {
        "besoin": name,
        "question": question,
        "forme": "fait",
        "sujets": ["contrat"],
        "court": [{"phrase": f"Le texte dit : {words}.", "appuis": [support]}],
        "relu": True,
        **fields,
    }


DURATION = _need(
    "duree",
    "Combien de temps le contrat dure-t-il ?",
    "une durée maximale de trois ans",
    "arrete/art-1#1",
    formulations=["Quelle est la durée du contrat ?"],
)
RENEWAL = _need(
    "renouvellement",
    "Le contrat peut-il être renouvelé ?",
    "Il peut être renouvelé une fois",
    "arrete/art-1#1",
    relu=False,
    propose=True,
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Five passages and two written answers, built once."""
    settings = copy_five(tmp_path_factory.mktemp("reponses"))
    _write(settings.corpus, DURATION, RENEWAL)
    build(settings)
    return settings


def _write(corpus: Path, *needs: dict[str, Any]) -> None:
    (corpus / "reponses").mkdir(exist_ok=True)
    text = yaml.safe_dump({"besoins": list(needs)}, allow_unicode=True)
    (corpus / "reponses" / "essai.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def check(cpom, published: Settings):  # type: ignore[no-untyped-def]
    """Write needs in the files, the published index unchanged, and check them."""

    def run(*needs: dict[str, Any], options: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
        _write(published.corpus, *needs)
        places = {"CPOM_DATA": str(published.data), "CPOM_CORPUS": str(published.corpus)}
        return cpom("answers", "check", *options, **places)

    return run


def test_the_report_counts_passages_wordings_and_readings(check) -> None:  # type: ignore[no-untyped-def]
    """Passages that no answer quotes, by document; wordings that lead to another need; needs that
    nobody reread or that are proposed.
    """
    done = check(DURATION, RENEWAL, options=("--json",))
    report = json.loads(done.stdout)
    assert done.returncode == 0
    by_document = {row["document_id"]: row for row in report["coverage"]}
    assert "arrete/art-1#1" not in by_document["arrete"]["unused"]
    assert "arrete/art-2#1" in by_document["arrete"]["unused"]
    assert len(by_document["etude"]["unused"]) == by_document["etude"]["substantive"] == 2
    assert (report["needs"], report["wordings"], report["behind"]) == (2, 3, False)
    assert report["not_reread"] == report["proposed"] == ["renouvellement"]
    # The only wording of « renouvellement », once set aside, can only lead to the other need.
    assert [(row["need"], row["found"]) for row in report["lost"]] == [("renouvellement", "duree")]
    assert report["returned"] == pytest.approx(2 / 3, abs=1e-3)


def test_the_lists_are_given_on_demand(check) -> None:  # type: ignore[no-untyped-def]
    """The table alone without `--list`; with it, each passage and each wording."""
    assert "art-2#1" not in check(DURATION, RENEWAL).stdout
    whole = check(DURATION, RENEWAL, options=("--list",)).stdout
    assert "  · arrete/art-2#1" in whole
    assert "« Le contrat peut-il être renouvelé ? » : renouvellement → duree" in whole


def test_a_stale_support_is_named(check) -> None:  # type: ignore[no-untyped-def]
    """Words that their passage does not hold are shown with the need, and the exit code is 1."""
    stale = _need("avis", "Quand vient l’avis ?", "sous neuf semaines", "arrete/art-2#1")
    done = check(DURATION, RENEWAL, stale)
    assert done.returncode == 1
    assert "Appuis périmés : 1" in done.stdout
    assert "besoin « avis »" in done.stdout and "sous neuf semaines" in done.stdout
    assert "cpom ingest" in done.stdout, "the index does not hold the third need yet"


@pytest.mark.parametrize(("neighbours", "code"), [([], 1), (["duree"], 0)])
def test_a_wording_of_two_needs_is_named_unless_they_are_neighbours(  # type: ignore[no-untyped-def]
    check, neighbours: list[str], code: int
) -> None:
    """Case, accents and punctuation make no difference."""
    same = ["quelle est la duree du contrat"]
    done = check(DURATION, {**RENEWAL, "formulations": same, "voisins": neighbours})
    assert done.returncode == code
    line = "« Quelle est la durée du contrat ? » : duree et renouvellement"
    assert (line in done.stdout) is bool(code)
