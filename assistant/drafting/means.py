"""What each party brings to an action each year, and who leads for it: a row a party."""

from assistant.drafting.line_maker import LineMaker
from assistant.drafting.parties import PARTIES
from assistant.drafting.situation import Party, Resources
from assistant.drafting.templates import Expectation
from assistant.forms.fiche import Means
from assistant.forms.line import Line, Theme


def draft_means(make: LineMaker, theme: Theme) -> tuple[Means, ...]:
    """The means of each party for a theme, as the situation gives them. Raises FormError."""
    return tuple(_means_of(make, theme, party, name) for party, name in PARTIES)


def _means_of(make: LineMaker, theme: Theme, party: Party, name: str) -> Means:
    """What a party brings: what it said for this theme, or for the only theme; what it said for
    several is still to be shared out.
    """
    nothing = Resources(party=party)
    offers = [item for item in make.situation.means if item.party == party]
    candidates = [item for item in offers if item.theme in (None, theme)]
    own_candidates = [item for item in candidates if item.theme is theme]
    own, common = next(iter(own_candidates or candidates), nothing), nothing
    if not own_candidates and len(make.situation.themes) > 1:
        own, common = nothing, own
    return Means(
        party=name,
        lead=_line(make, "pilote", own.lead, common.lead, name),
        people=_line(make, "personnes", _people(make, own), _people(make, common), name),
        days=_line(make, "jours", _days(make, own), _days(make, common), name),
    )


def _line(make: LineMaker, key: str, own: str | None, common: str | None, party: str) -> Line:
    """What a party said of one field; otherwise what is expected of it there."""
    forms = make.models.common
    text = forms.expectation_of(key).text
    if common:
        text = forms.phrase("a_repartir", texte=common)
    return make.typed_or(own, Expectation(text=text, by=party))


def _people(make: LineMaker, means: Resources) -> str | None:
    """How many people a party brings and what they do; None when it did not say."""
    if means.people is None:
        return means.roles
    count = make.count_text(means.people, "personnes")
    if not means.roles:
        return count
    return make.models.common.phrase("fonctions", personnes=count, fonctions=means.roles)


def _days(make: LineMaker, means: Resources) -> str | None:
    """How many days a year a party brings; None when it did not say."""
    if means.days is None:
        return None
    return make.count_text(means.days, "jours")
