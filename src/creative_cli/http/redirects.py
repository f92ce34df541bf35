"""Refuses redirects of a service that lead into the network of this machine.

The server of a setting may be anywhere, also in a private network; where it sends a call on to is its own choice, and
could be the address at which a cloud gives out the keys of its machines.
"""

from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

from creative_cli.http.addresses import is_public
from creative_cli.http.api_error import ApiError, ErrorKind

_LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa")
"""Last labels of names that mean something inside of a network only."""


def refuse_local_redirect(asked: str, location: str) -> None:
    """Raise ApiError if a redirect from the address *asked* leads to another host that is private, or to no page."""
    try:
        target = urlsplit(urljoin(asked, location))
        host, usual = (target.hostname or "").rstrip("."), urlsplit(asked).hostname or ""
    except ValueError:
        host, usual, target = "", "", urlsplit("")
    if target.scheme in {"http", "https"} and host and (host == usual or not _is_private(host)):
        return
    sentence = "The service sends the call on to an address that is not public."
    raise ApiError(ErrorKind.BAD_ANSWER, sentence, maybe_charged=True)  # the redirect may lead to what was made


def _is_private(host: str) -> bool:
    try:
        return not is_public(ip_address(host))
    except ValueError:
        last = host.rpartition(".")[2]
        # A name that ends in a number is another way to write an address (URL Standard, 3.5): 127.1, 0x7f.1.
        return "." not in host or last in _LOCAL_NAMES or last.isdecimal() or last.startswith("0x")
