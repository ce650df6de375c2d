"""Any connection, datagram or name look-up that would leave this machine raises `Outside`."""

import ipaddress
import sys
from typing import Any


class Outside(OSError):
    """Something tried to reach another machine."""


def local(host: object) -> bool:
    """Is it this machine, or nowhere (None, the empty name)?"""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost", "0.0.0.0", "::"):
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        outside = isinstance(address, tuple) and not local(address[0])
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        outside = not local(arguments[0])
    else:
        return
    if outside:
        raise Outside(
            f"{event}: "
            f"{arguments[-1] if 'connect' in event else arguments[0]!r} is not "
            "this machine"
        )


def install() -> None:
    """Watch this process until its end."""
    sys.addaudithook(_watch)
