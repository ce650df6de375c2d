"""The client of a language model: its settings, its patience, its counts, and what it never
tells.
"""

import logging
import os
import time
from collections.abc import Iterator

import pytest
from pydantic import SecretStr, ValidationError

from assistant.errors import ModelError, ModelOutput, ModelRefused, ModelUnreachable
from assistant.llm.client import AT_ONCE, Budget, Model, Rendered, open_model
from assistant.settings import Settings
from tests.llm_behaviours import BEHAVIOURS, Http, streamed
from tests.llm_server import LlmServer, serving

PROMPT = Rendered(instruction="Réponds.", request="Recopie ce mot : oui")
KEY = "cle-tres-secrete-0123456789"


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with serving() as server:
        yield server


def model(server: LlmServer, name: str = "honest", **more: object) -> Model:
    made = open_model(
        Settings(_env_file=None, llm_url=server.url, llm_model=name, llm_key=SecretStr(KEY), **more)
    )  # type: ignore[arg-type]
    assert made is not None
    made.open()
    return made


def test_without_settings_there_is_no_model() -> None:
    """And half of them is said to be half."""
    assert open_model(Settings(_env_file=None)) is None
    with pytest.raises(ModelError, match="ensemble"):
        open_model(Settings(_env_file=None, llm_model="x"))


IMPOSSIBLE = (
    {"llm_url": "albert.fr/v1"},
    {"llm_url": "file:///etc/passwd"},
    {"llm_url": "https://moi:secret@serveur/v1"},
    {"llm_price": "gratuit"},
    {"llm_seconds": 0},
)


@pytest.mark.parametrize("wrong", IMPOSSIBLE)
def test_a_setting_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    """An address that is not one, a password in it, a price that is not one."""
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)


def test_a_text_arrives_in_pieces_and_its_tokens_are_counted(server: LlmServer) -> None:
    """Streamed, with the count and the cost of the server's own figures."""
    budget, asked = Budget(5), model(server, llm_price="0,5/2")
    pieces = list(
        asked.write(Rendered(instruction="x", request="Recopie ce mot : " + "long" * 200), budget)
    )
    assert len(pieces) > 1 and "long" in "".join(pieces)
    assert (budget.calls, budget.sent, budget.received) == (1, 900, 90)
    assert asked.cost(budget) == pytest.approx(900 * 0.5e-6 + 90 * 2e-6)
    assert model(server).cost(budget) is None


def test_the_server_is_sent_the_form_and_nothing_to_act_with(server: LlmServer) -> None:
    """The schema as it is, no tool, no user, temperature zero."""
    schema = {
        "type": "object",
        "properties": {"mot": {"type": "string"}},
        "required": ["mot"],
        "additionalProperties": False,
    }
    list(model(server).write(PROMPT, Budget(5), schema))
    body = server.seen[-1].body
    assert (
        body["response_format"]["json_schema"]["schema"] == schema
        and body["stream"] is True
        and body["temperature"] == 0
    )
    assert set(body) == {
        "model",
        "messages",
        "stream",
        "stream_options",
        "temperature",
        "max_tokens",
        "response_format",
    }


def test_a_server_without_schemas_is_asked_without_from_then_on(server: LlmServer) -> None:
    """One refusal is enough."""
    asked, before = model(server, "unschemed"), len(server.seen)
    for _ in range(2):
        assert "oui" in "".join(asked.write(PROMPT, Budget(5), {"type": "object"}))
    assert asked.schema_refused and len(server.seen) == before + 3


def test_retry_after_is_waited_for(server: LlmServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not less than the server asks; without it, longer each time."""
    for headers, least in (({"Retry-After": "0.7"}, 0.7), ({}, 0.4)):
        monkeypatch.setitem(
            BEHAVIOURS,
            "patient",
            lambda call, headers=headers: (
                Http(429, headers=headers) if call.times == 1 else streamed('{"mot": "oui"}')
            ),
        )
        begin, asked = time.monotonic(), Rendered(instruction=str(least), request="x")
        assert "oui" in "".join(model(server, "patient").write(asked, Budget(5)))
        assert least <= time.monotonic() - begin < least + 1


def test_a_wait_longer_than_the_time_left_is_not_begun(server: LlmServer) -> None:
    """The answer goes on without the model at once."""
    begin = time.monotonic()
    with pytest.raises(ModelRefused, match="réessayez plus tard"):
        list(model(server, "rate-limited-long").write(PROMPT, Budget(3)))
    assert time.monotonic() - begin < 1


REFUSALS = (
    ("unauthorized", ModelRefused, "CPOM_LLM_KEY"),
    ("unknown-model", ModelRefused, "CPOM_LLM_MODEL"),
    ("html-502", ModelRefused, "502"),
    ("elsewhere", ModelRefused, "307"),
    ("cut", ModelOutput, "coupée"),
    ("cut-clean", ModelOutput, "coupée"),
    ("length", ModelOutput, "vide"),
    ("endless", ModelOutput, "trop longue"),
    ("not-http", ModelUnreachable, "injoignable"),
    ("megabyte", ModelOutput, "trop longue"),
    ("null-content", None, ""),
    ("no-choice", ModelOutput, "vide"),
    ("error-event", ModelOutput, "illisible"),
)


@pytest.mark.parametrize(("name", "error", "said"), REFUSALS)
def test_each_failure_has_its_sentence_and_tells_no_secret(
    server: LlmServer,
    caplog: pytest.LogCaptureFixture,
    name: str,
    error: type[ModelError] | None,
    said: str,
) -> None:
    """What to check, in French; never the key, the prompt or the server's own words, neither in the
    error, nor behind it, nor in the logs.
    """
    caplog.set_level(logging.DEBUG)
    failed: BaseException | None = None
    try:
        list(model(server, name).write(PROMPT, Budget(5)))
    except ModelError as caught:
        failed = caught
    assert (
        failed is None
        if error is None
        else isinstance(failed, error) and said in str(failed) and name in str(failed)
    )
    told = str(failed) + repr(failed) + str(getattr(failed, "__cause__", ""))
    assert KEY not in told + caplog.text and "secret-key" not in told and PROMPT.request not in told


def test_the_key_is_hidden_wherever_settings_are_shown(server: LlmServer) -> None:
    """Printed, dumped or in an error."""
    settings = Settings(_env_file=None, llm_key=SecretStr(KEY))
    assert KEY not in repr(settings) + str(settings) + settings.model_dump_json() + repr(
        vars(model(server))
    )


@pytest.mark.parametrize("name", ["timeout", "stalled", "dripping"])
def test_a_call_ends_with_its_budget(server: LlmServer, name: str) -> None:
    """Silence, half an answer, or a line kept alive for nothing."""
    asked, begin = model(server, name), time.monotonic()
    with pytest.raises(ModelUnreachable, match="à temps"):
        list(asked.write(PROMPT, Budget(0.5)))
    assert 0.4 < time.monotonic() - begin < 1.0


def test_tracing_is_switched_off(server: LlmServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """LangChain would send every prompt to a third party on the word of an environment variable."""
    for name in (
        "LANGSMITH_TRACING",
        "LANGCHAIN_TRACING_V2",
        "LANGSMITH_API_KEY",
        "LANGSMITH_ENDPOINT",
    ):
        monkeypatch.setenv(name, "true" if "TRACING" in name else "http://127.0.0.1:1")
    assert "oui" in "".join(model(server).write(PROMPT, Budget(5)))
    assert not [name for name in os.environ if name.startswith(("LANGSMITH_", "LANGCHAIN_TRACING"))]


def test_too_many_calls_at_once_wait_no_longer_than_their_time(server: LlmServer) -> None:
    """A server that holds every call cannot make threads pile up: the next one is told that it is
    busy.
    """
    asked = model(server)
    for _ in range(AT_ONCE):
        assert asked._free.acquire(blocking=False)
    begin = time.monotonic()
    with pytest.raises(ModelUnreachable, match="occupé"):
        list(asked.write(PROMPT, Budget(0.2)))
    assert time.monotonic() - begin < 0.6
