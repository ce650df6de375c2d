"""Nothing leaves the machine during the tests, in this process or in those it starts."""

import os
import socket
import subprocess
import sys
import threading
import urllib.request

import pytest

from tests.offline.guard import local


@pytest.mark.parametrize(
    "address", [("93.184.216.34", 80), ("10.0.0.1", 443), ("192.168.1.1", 53), ("8.8.8.8", 53)]
)
def test_a_connection_to_another_machine_fails(address: tuple[str, int]) -> None:
    """Public or private, it raises before a packet leaves."""
    with socket.socket() as sock, pytest.raises(OSError, match="not this machine"):
        sock.connect(address)
    with socket.socket() as sock, pytest.raises(OSError, match="not this machine"):
        sock.connect_ex(address)


def test_a_datagram_and_a_name_look_up_fail() -> None:
    """Neither UDP nor the resolver is a way out."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock,
        pytest.raises(OSError, match="not this machine"),
    ):
        sock.sendto(b"x", ("8.8.8.8", 53))
    for look_up in (
        socket.gethostbyname,
        lambda name: socket.getaddrinfo(name, 443),
        lambda name: socket.create_connection((name, 443)),
    ):
        with pytest.raises(OSError, match="not this machine"):
            look_up("huggingface.co")
    with pytest.raises(OSError, match="not this machine"):
        urllib.request.urlopen("https://pypi.org")


def test_loopback_is_left_open() -> None:
    """A server on this machine can be tested."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = threading.Thread(target=lambda: server.accept()[0].sendall(b"ok"))
        answer.start()
        with socket.create_connection(("localhost", server.getsockname()[1]), timeout=5) as client:
            assert client.recv(2) == b"ok"
        answer.join()


def test_processes_that_a_test_starts_are_watched_too() -> None:
    """Python children inherit the guard."""
    script = "import socket; socket.socket().connect(('93.184.216.34', 80))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        check=False,
    )
    assert done.returncode == 1 and "Outside" in done.stderr


HERE = ["127.0.0.1", "127.8.0.1", "::1", None, "localhost", b"localhost"]
ELSEWHERE = ["example.org", "1.1.1.1", "192.168.0.1", b"pypi.org"]


@pytest.mark.parametrize(
    ("host", "here"), [*((host, True) for host in HERE), *((host, False) for host in ELSEWHERE)]
)
def test_what_is_this_machine(host: object, here: bool) -> None:
    """Loopback addresses in their several forms."""
    assert local(host) is here
