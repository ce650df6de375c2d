"""Who speaks in a sentence: the text itself, a law it quotes, a body it reports, people met."""

from assistant.reading.phrases import Match
from assistant.reading.token import Tree
from assistant.reading.vocabulary import Source, Speakers
from assistant.texts.french import fold

TEXT = ""


def speaker_of(tree: Tree, before: str, speakers: Speakers) -> str:
    """The source that speaks, by its name in `locuteurs.yaml`; empty for the text itself."""
    own = next((n for n, source in speakers.sources.items() if _speaks(tree, source, speakers)), "")
    return own or _source_announced(before, speakers)


def _speaks(tree: Tree, source: Source, speakers: Speakers) -> bool:
    """Is the source introduced (« selon le code »), or subject of a verb of speech?"""
    if source.sign_phrases.find(tree):
        return True
    introduced = speakers.introduction_phrases.find(tree)
    for match in source.phrases.find(tree):
        if any(_introduces(opening, match) for opening in introduced):
            return True
        if _says(tree, match, speakers):
            return True
    return False


def _introduces(opening: Match, match: Match) -> bool:
    return 0 < match.first.position - opening.last.position <= 3


def _says(tree: Tree, match: Match, speakers: Speakers) -> bool:
    """Is one of the words of a source the subject of a verb of speech?"""
    for token in tree.tokens[match.first.position : match.last.position + 1]:
        verb = tree.head(token)
        subject = token.role in ("nsubj", "nsubj:pass", "ROOT")
        denied = any(child.word == "pas" for child in tree.children(verb, "advmod"))
        if subject and verb.lemma in speakers.verbs and not denied:
            return True
    return False


def _source_announced(before: str, speakers: Speakers) -> str:
    """The source that the sentence before announces: « l’article R. 4641-21 prévoit que : »."""
    text = fold(before).strip()
    announces = text.endswith((":", "que", "citee)", "citée)")) or "toujours d'actualite" in text
    if not announces:
        return TEXT
    for name, source in speakers.sources.items():
        if any(fold(noun) in text for noun in source.nouns):
            return name
    return TEXT
