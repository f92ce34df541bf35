"""Who may ask a server: tokens, sessions, other websites, other names."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.command import MINIMAL, creative
from tests.server.serving import serving, workspace_in

TOKEN = "a-long-random-text"  # noqa: S105  # of a test
FRIEND = "https://friend.example"
BRIEFS = "/api/v1/briefs"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """Yield a client of a server with a token, which lets one website call it."""
    where = workspace_in(tmp_path_factory.mktemp("guarded"), serve_token=TOKEN, serve_origins=FRIEND)
    with serving(where) as client:
        yield client


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """Yield a client of a server without a token."""
    with serving(workspace_in(tmp_path_factory.mktemp("open"))) as client:
        yield client


def test_a_token_is_asked_for(guarded: httpx2.Client) -> None:
    """Without it, or with another, the answer is 401; health needs none."""
    refused = guarded.get(BRIEFS)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.headers["content-type"] == "application/problem+json"
    assert guarded.get(BRIEFS, headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert guarded.get(BRIEFS, headers={"Authorization": f"Basic {TOKEN}"}).status_code == 401
    assert guarded.get(BRIEFS, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert guarded.get("/healthz").json() == {"status": "ok"}
    assert guarded.get("/openapi.json").status_code == 401
    assert guarded.get("/metrics").status_code == 401


def test_a_browser_signs_in(guarded: httpx2.Client) -> None:
    """A visit is sent to the form; the token begins a session whose cookie no script and no other website uses."""
    visit = guarded.get("/api/v1/briefs?x=1", headers={"Accept": "text/html"})
    assert (visit.status_code, visit.headers["location"]) == (303, "/sign-in?to=/api/v1/briefs")
    form = guarded.get("/sign-in", params={"to": '/"><script>'})
    assert "<script>" not in form.text
    assert guarded.post("/sign-in", data={"token": "wrong"}).status_code == 403
    away = guarded.post("/sign-in", data={"token": TOKEN, "to": "//evil.example"})
    assert away.headers["location"] == "/"
    cookie = away.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert guarded.get(BRIEFS).status_code == 200
    name, _, value = cookie.partition(";")[0].partition("=")
    guarded.cookies.clear()
    forged = f"{int(value.split('.')[0]) + 1}.{value.split('.')[1]}"
    assert guarded.get(BRIEFS, headers={"Cookie": f"{name}={forged}"}).status_code == 401
    assert guarded.get(BRIEFS, headers={"Cookie": f"{name}={value}"}).status_code == 200


def test_another_website_cannot_change_anything(open_server: httpx2.Client) -> None:
    """Neither by Sec-Fetch-Site nor by Origin of another; a page of this server can."""
    own = str(open_server.base_url).rstrip("/")
    text = {"Content-Type": "text/plain"}
    foreign = ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"})
    for headers in (*foreign, {"Origin": "null"}):
        assert open_server.post(BRIEFS, content=MINIMAL, headers={**text, **headers}).status_code == 403
    for headers in ({"Origin": own}, {"Sec-Fetch-Site": "same-origin", "Origin": own}, {}):
        assert open_server.post(BRIEFS, content="x", headers={**text, **headers}).status_code == 422


def test_a_website_that_leads_its_name_here_is_refused(open_server: httpx2.Client) -> None:
    """Without a token only names of this machine are answered; a browser would give the answer to that website."""
    assert open_server.get(BRIEFS, headers={"Host": "evil.example"}).status_code == 421
    assert open_server.get(BRIEFS, headers={"Host": "[::1"}).status_code == 421
    assert open_server.get(BRIEFS, headers={"Host": "localhost:1"}).status_code == 200


def test_a_named_website_may_call_the_api(guarded: httpx2.Client) -> None:
    """The answer allows its pages to read it, and the pages of no other origin."""
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization,if-match"}
    allowed = guarded.options(BRIEFS, headers={"Origin": FRIEND, **asked})
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, FRIEND)
    refused = guarded.options(BRIEFS, headers={"Origin": "https://evil.example", **asked})
    assert "access-control-allow-origin" not in refused.headers
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert guarded.get(BRIEFS, headers={"Origin": FRIEND, **bearer}).headers["access-control-allow-origin"] == FRIEND


def test_every_answer_keeps_browsers_safe(guarded: httpx2.Client) -> None:
    """Also that of an error: no script from elsewhere or inline, no frame, no guessed type, no referrer."""
    for path in ("/sign-in", "/healthz", BRIEFS, "/nowhere"):
        headers = guarded.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self';")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


def test_a_server_for_others_needs_a_token(tmp_path: Path) -> None:
    """The command refuses with a sentence before it listens."""
    refused = creative("serve", "--host", "0.0.0.0", "--output", str(tmp_path))  # noqa: S104  # what is refused
    assert refused.returncode == 2
    assert "0.0.0.0 can be reached from other machines, and no token is set." in refused.stderr
    assert "CREATIVE_SERVE_TOKEN" in refused.stderr


def test_a_short_token_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It could be guessed; the message does not repeat it."""
    monkeypatch.setenv("CREATIVE_SERVE_TOKEN", "secret7")
    refused = creative("serve", "--output", str(tmp_path))
    assert refused.returncode == 2
    assert "The token has fewer than 16 letters" in refused.stderr
    assert "secret7" not in refused.stderr
