"""`creative doctor --online` asks each service what it can for free, and paints and translates nothing."""

import json

import pytest

from tests.command import creative
from tests.loopback import Answer, Loopback, Seen, as_json, failing, model_card


def asked(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[bool, str]]:
    """Run the doctor against *server* and return what it says of each service."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    with server:
        result = creative("doctor", "--online", "--json")
    checks = json.loads(result.stdout)["checks"]
    host = server.url.removeprefix("http://")
    return {
        one["subject"].removesuffix(f" by {host}"): (one["ok"], one["says"]) for one in checks if host in one["subject"]
    }


def test_models_that_work_are_named_with_the_day_they_close(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both models are looked up, by GET only; a day of closing is told."""
    server = Loopback()

    def cards(seen: Seen) -> Answer:
        name = seen.path.rsplit("/", 1)[1]
        return model_card(name, "2027-01-14" if name.startswith("gpt-5") else None)

    server.answer = cards
    says = asked(server, monkeypatch)

    assert says["pictures"][0]
    assert "gpt-image-2.6-flare" in says["pictures"][1]
    assert says["translation"][0]
    assert "2027-01-14" in says["translation"][1]
    assert {seen.method for seen in server.requests} == {"GET"}


def test_a_bad_key_is_told_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused key makes the doctor leave with 1 and say which setting to look at."""
    server = Loopback()
    server.answer = lambda _: failing(401, {"error": {"message": "Incorrect API key", "code": "invalid_api_key"}})
    says = asked(server, monkeypatch)

    assert not says["pictures"][0]
    assert not says["translation"][0]
    assert "sk-test" not in json.dumps(says)


def test_without_keys_the_studio_is_named() -> None:
    """Nothing is asked of anybody where nothing is set."""
    result = creative("doctor", "--online", "--json")
    (providers,) = (one for one in json.loads(result.stdout)["checks"] if one["subject"] == "providers")

    assert result.returncode == 0
    assert "studio" in providers["says"]


def test_a_server_that_describes_no_model_is_asked_for_its_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """A compatible server that lists its models is believed, and names them where one is missing."""
    monkeypatch.setenv("CREATIVE_OPENAI_IMAGE_MODEL", "flux")
    monkeypatch.setenv("CREATIVE_OPENAI_TEXT_MODEL", "qwen9")
    server = Loopback()
    server.answer = lambda seen: (
        as_json({"data": [{"id": "flux"}, {"id": "qwen3"}]}) if seen.path == "/v1/models" else failing(404, "not found")
    )
    says = asked(server, monkeypatch)

    assert says["pictures"] == (True, "flux works.")
    assert not says["translation"][0]
    assert "has no model qwen9. It has: flux, qwen3." in says["translation"][1]


def test_a_server_that_lists_nothing_is_not_called_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is wrong with a server without lists, and what is not known is said."""
    server = Loopback()
    server.answer = lambda _: failing(404, "not found")
    says = asked(server, monkeypatch)

    assert says["pictures"][0]
    assert "the first call tells" in says["pictures"][1]
