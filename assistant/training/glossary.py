"""The acronyms of the field: what they stand for, by which text, and what a text says of the
thing.
"""

from pathlib import Path

from pydantic import Field

from assistant.domain import Citation, Kind, Value
from assistant.errors import CorpusError
from assistant.index.citations import Quotation, citation_of, citations_of
from assistant.index.index import Index
from assistant.texts.datafile import read_datafile
from assistant.texts.french import fold
from assistant.texts.lexicon import Lexicon


class Acronym(Value):
    """An acronym; `others` are other ways to write it or its words, `became` says what the
    institution has become, `gist` what it is in a sentence that `evidence` bears out.
    """

    name: str
    expansion: str
    citation: Citation
    others: tuple[str, ...] = ()
    became: str = ""
    gist: str = ""
    evidence: tuple[Citation, ...] = ()


class Glossary(Value):
    """The acronyms in alphabetical order."""

    title: str
    intro: str
    acronyms: tuple[Acronym, ...]


class _Addition(Value):
    name: str = Field(alias="sigle")
    expansion: str = Field(alias="developpe")
    source: Quotation


class _Light(Value):
    name: str = Field(alias="sigle")
    text: str = Field(alias="texte", min_length=1)
    sources: tuple[Quotation, ...] = Field(min_length=1)


class _Glossary(Value):
    title: str = Field(alias="titre")
    intro: str = Field(alias="presentation")
    additions: tuple[_Addition, ...] = Field(alias="ajouts")
    lights: tuple[_Light, ...] = Field(alias="eclairages")


def read_glossary(path: Path, index: Index) -> Glossary:
    """The acronyms that the texts list, those that the file adds, and what it says of some.

    Raises CorpusError when words are not in their passage, when an acronym is added twice, or when
    something is said of one that no text expands.
    """
    raw = read_datafile(path, _Glossary)
    listed_acronyms = [
        _acronym_of_list(index, passage.id)
        for passage in index.passages
        if passage.kind is Kind.ACRONYM
    ]
    added_acronyms = [_acronym_of_file(path.name, entry, index) for entry in raw.additions]
    by_name = {acronym.name: acronym for acronym in listed_acronyms}
    for acronym in added_acronyms:
        if acronym.name in by_name:
            raise CorpusError(
                f"{path.name}, « {acronym.name} » : la liste du rapport a déjà "
                "ce sigle ; ôtez-le des ajouts."
            )
        by_name[acronym.name] = acronym
    for light in raw.lights:
        if light.name not in by_name:
            raise CorpusError(
                f"{path.name}, « {light.name} » : aucun texte ne développe ce "
                "sigle ; ajoutez-le à « ajouts » avec sa source."
            )
        evidence = citations_of(index, light.sources, where=f"{path.name}, « {light.name} »")
        by_name[light.name] = by_name[light.name].model_copy(
            update={"gist": light.text, "evidence": evidence}
        )
    return Glossary(
        title=raw.title,
        intro=raw.intro,
        acronyms=tuple(sorted(by_name.values(), key=lambda acronym: fold(acronym.name))),
    )


def _acronym_of_list(index: Index, passage_id: str) -> Acronym:
    """An acronym as the list of a text gives it: « ARS : Agences régionales de santé »."""
    passage = index.passage(passage_id)
    name, _, expansion = (part.strip() for part in passage.text.partition(" : "))
    citation = citation_of(index, passage_id, expansion, where=passage_id)
    return _with_lexicon(name, expansion, citation, index.lexicon)


def _acronym_of_file(file: str, raw: _Addition, index: Index) -> Acronym:
    """An acronym that an editor adds to `glossaire.yaml`, with its source."""
    where, source = f"{file}, « {raw.name} »", raw.source
    citation = citation_of(index, source.passage, source.words, where=where)
    return _with_lexicon(raw.name, raw.expansion, citation, index.lexicon)


def _with_lexicon(name: str, expansion: str, citation: Citation, lexicon: Lexicon) -> Acronym:
    """The acronym, with the other acronyms that mean the same thing and what it has become."""
    others = tuple(
        other
        for other in lexicon.acronyms.get(name, ())
        if other.isupper() and " " not in other and other != name
    )
    rename = lexicon.renamed.get(name)
    return Acronym(
        name=name,
        expansion=expansion,
        citation=citation,
        others=others,
        became=rename.sentence if rename else "",
    )
