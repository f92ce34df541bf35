"""A service may send a call on to another public server, and to nothing inside of a network."""

import pytest

from creative_cli.http.api_error import ApiError
from creative_cli.http.redirects import refuse_local_redirect
from tests.parameters import walk_rows

ASKED = "https://api.example.com/v1/images"


@walk_rows(
    ("asked", "location"),
    [
        (ASKED, "/v2/images"),
        (ASKED, "https://eu.example.com/v1/images"),
        (ASKED, "https://api.example.com:8443/v1"),
        (ASKED, "https://8.8.8.8/v1"),
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:9090/v1"),
        ("http://studio.local/v1", "/v1/"),
    ],
)
def test_a_redirect_in_public_or_on_the_same_host_is_followed(asked: str, location: str) -> None:
    """Regions, ports and paths change; a server in a private network may send on to itself."""
    refuse_local_redirect(asked, location)


@walk_rows(
    "location",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:169.254.169.254]/",
        "http://[::1]/",
        "http://[fd00:ec2::254]/",
        "//10.0.0.1/",
        "http://127.1/",
        "http://0x7f.1/",
        "http://2852039166/",
        "http://localhost/",
        "http://metadata.google.internal/",
        "http://metadata/",
        "http://localhost./",
        "http://[/",
        "file:///etc/passwd",
        "gopher://example.com/",
    ],
)
def test_a_redirect_into_a_network_is_refused(location: str) -> None:
    """Whatever way the address is written in."""
    with pytest.raises(ApiError, match="not public"):
        refuse_local_redirect(ASKED, location)
