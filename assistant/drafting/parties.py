"""The three parties of a contract, and who signs for two of them in a region."""

from assistant.drafting.line_maker import LineMaker
from assistant.drafting.situation import Party
from assistant.drafting.templates import Expectation
from assistant.forms.line import Line

PARTIES: tuple[tuple[Party, str], ...] = (
    ("spsti", "SPSTI"),
    ("dreets", "DREETS"),
    ("caisse", "Caisse régionale"),
)


def caisse_line(make: LineMaker) -> Line:
    """The Caisse that the user named; otherwise the one of the region, to be confirmed, or those
    among which to choose.
    """
    names = make.models.regions[make.situation.region].caisses
    return _named_or_expected(make, make.situation.caisse, names, "caisse")


def direction_line(make: LineMaker) -> Line:
    """The State's regional office that the user named; otherwise the one of the region, to be
    confirmed.
    """
    office = make.models.regions[make.situation.region].office
    return _named_or_expected(make, make.situation.office, (office,), "dreets")


def _named_or_expected(make: LineMaker, name: str | None, names: tuple[str, ...], key: str) -> Line:
    common = make.models.common
    phrase = "a_confirmer" if len(names) == 1 else "a_choisir"
    text = common.phrase(phrase, noms=", ".join(names))
    return make.typed_or(name, Expectation(text=text, by=common.expectation_of(key).by))
