"""Applications for the tests of the HTTP face: one in the process, one behind a real server on
loopback.
"""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.testclient import TestClient

from api.app import create_app
from api.deps.database import DatabaseHolder
from assistant.settings import Settings


@pytest.fixture(scope="module")
def client(built: Settings) -> Iterator[TestClient]:
    """A client of the application on the real corpus, vectors by the exact scan; an exception that
    nobody caught is answered, not raised.
    """
    with TestClient(
        create_app(built.model_copy(update={"vectors": "exact"})), raise_server_exceptions=False
    ) as client:
        yield client


@pytest.fixture(scope="module")
def server(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server on loopback, vectors by Chroma once it is open; what it saves
    goes to a folder of its own.
    """
    app = create_app(built)
    app.state.database = DatabaseHolder(
        built.model_copy(update={"data": tmp_path_factory.mktemp("serveur")})
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    end = time.monotonic() + 60
    while not served.started:
        assert thread.is_alive() and time.monotonic() < end, "the server did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    served.should_exit = True
    thread.join(20)
    app.state.database.close()
    assert not thread.is_alive(), "the server did not stop"
