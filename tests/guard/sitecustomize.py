"""Loaded by every process that tests start: nothing leaves this machine, so nothing can be paid for."""

import socket

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_connect = socket.socket.connect


def _guarded(self: socket.socket, address: object) -> None:
    if self.family != socket.AF_UNIX and not (isinstance(address, tuple) and address[0] in LOOPBACK):
        raise AssertionError(f"A test tried to reach {address!r}; tests stay on this machine.")
    _connect(self, address)  # type: ignore[arg-type]  # any address the socket takes


socket.socket.connect = _guarded  # type: ignore[method-assign, assignment]  # the guard is meant to be everywhere
