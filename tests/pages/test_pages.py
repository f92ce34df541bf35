"""What the pages are made of: HTML with people's texts escaped, drafts, and edits of a brief in its text."""

from collections.abc import Iterator

import httpx2
import pytest

from creative_cli.services.brief_drafts import EMPTY_DRAFT
from creative_cli.services.workspace import Workspace
from tests.server.serving import serving, workspace_in

PNG = bytes.fromhex("89504e470d0a1a0a")


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the folders of a server without campaigns."""
    return workspace_in(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def client(where: Workspace) -> Iterator[httpx2.Client]:
    """Yield a client of it."""
    with serving(where) as found:
        yield found


@pytest.fixture
def draft(client: httpx2.Client) -> str:
    """Return the address of a new draft."""
    return f"/pages/drafts/{client.post('/pages/drafts', json={}).json()['id']}"


def test_every_page_answers_under_the_policy(client: httpx2.Client) -> None:
    """Pages run nothing inline: every script and style is a file of this server."""
    for address in ("/", "/new", "/search", "/report", "/runs/x"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "<style" not in answer.text
        assert "style=" not in answer.text
        assert all("src=" in part[:60] for part in answer.text.split("<script")[1:]), address
    for address in ("/pages/theme.css", "/pages/gallery.css", "/pages/gallery.js", "/static/form.js"):
        assert client.get(address).status_code == 200


def test_edits_keep_the_rest_of_a_brief(client: httpx2.Client) -> None:
    """The answer has the text, its data for the fields with numbers as written, and the place of every value."""
    text = "campaign: tea  # ours\noffer: {price: 2.90}\n"
    answer = client.post("/pages/brief", json={"text": text, "edits": [{"path": ["category"], "value": "tea"}]}).json()

    assert answer["text"] == f"{text}category: tea\n"
    assert answer["data"]["offer"] == {"price": "2.90"}
    assert answer["places"]["offer/price"] == [2, 16, 2, 9]
    assert answer["error"] is None


def test_a_text_that_is_no_brief_is_said_and_kept(client: httpx2.Client) -> None:
    """The place of the mistake is there, and the edit changes nothing."""
    answer = client.post("/pages/brief", json={"text": "a: [1\n", "edits": [{"path": ["b"], "value": "x"}]}).json()

    assert (answer["text"], answer["data"], answer["error"]["line"]) == ("a: [1\n", None, 1)
    assert client.post("/pages/brief", json={"text": "x" * 300_000}).status_code == 422
    assert client.post("/pages/brief", json={"text": "", "edits": [{"path": []}]}).status_code == 422


def test_a_draft_keeps_text_and_files(client: httpx2.Client, draft: str) -> None:
    """What is uploaded gets a plain name, a second file of that name another; both are read back."""
    assert client.get(draft).json()["text"] == EMPTY_DRAFT
    assert client.put(draft, json={"text": "schema: 1\n"}).status_code == 204
    assert client.get(draft).json()["text"] == "schema: 1\n"

    binary = {"Content-Type": "application/octet-stream"}
    kept = [
        client.put(f"{draft}/assets/{name}", content=data, headers=binary).json()["file"]
        for name, data in (("Tea%20Bottle.PNG", PNG), ("tea-bottle.png", PNG), ("..%5Ctea-bottle.png", PNG + b"x"))
    ]
    assert kept == ["assets/tea-bottle.png", "assets/tea-bottle.png", "assets/tea-bottle-2.png"]
    assert client.get(f"{draft}/{kept[2]}").content == PNG + b"x"


def test_a_draft_takes_no_other_files(client: httpx2.Client, draft: str) -> None:
    """Kinds that no brief names are refused, and nothing outside of its files is sent."""
    assert client.put(f"{draft}/assets/run.sh", content=b"x").status_code == 422
    for address in (f"{draft}/assets/..%2Fbrief.yaml", f"{draft}/assets/.hidden.png", "/pages/drafts/..", f"{draft}x"):
        assert client.get(address).status_code in {404, 422}, address


@pytest.mark.slow
def test_a_preview_may_be_a_draft(client: httpx2.Client) -> None:
    """A set in new colours comes as a draft where that is asked for, and else as a run makes it; both say which."""
    begun = client.post("/pages/drafts", json={"example": True}).json()
    address, text = f"/pages/drafts/{begun['id']}", begun["text"]
    client.post(f"{address}/preview", json={})
    client.put(address, json={"text": text.replace("#0F5C63", "#5A2A6C")})
    draft = client.post(f"{address}/preview", json={"draft": True}).json()
    exact = client.post(f"{address}/preview", json={}).json()
    again = client.post(f"{address}/preview", json={"draft": True}).json()

    assert draft["draft"]
    assert (exact["draft"], again["draft"]) == ([], [])
    assert draft["picture"] != exact["picture"] == again["picture"]
    assert (draft["width"], draft["height"]) == (exact["width"], exact["height"])


def test_problems_of_a_draft_have_their_places(client: httpx2.Client, draft: str) -> None:
    """They are those that the API answers when the brief is stored, which it is not."""
    client.put(draft, json={"text": "schema: 1\ncampaign: X y\n"})
    found = client.post(f"{draft}/problems").json()["problems"]
    stored = client.post(f"{draft}/stored")

    assert any("campaign must be lowercase" in problem["message"] for problem in found)
    assert {problem["line"] for problem in found} == {1, 2}
    assert (stored.status_code, len(stored.json()["problems"])) == (422, len(found))


def test_the_form_can_name_every_territory(client: httpx2.Client) -> None:
    """All 249 of ISO 3166-1 and Kosovo, with their own names; groups; channels with their safe zones."""
    choices = client.get("/pages/choices.json").json()
    names = {one["code"]: one for one in choices["countries"]}
    stories = next(one for one in choices["channels"] if one["name"] == "meta.stories")

    assert len(names) == 250
    assert ("Deutschland" in names["DE"]["own"], "日本" in names["JP"]["own"]) == (True, True)
    assert {"EU", "DACH", "Nordics"} <= {group["name"] for group in choices["groups"]}
    assert (stories["width"], stories["height"], stories["platform"]) == (1080, 1920, "Meta")
    assert stories["safe"][0] > 0


def test_what_is_no_campaign_is_not_sent(client: httpx2.Client, where: Workspace) -> None:
    """Neither files of the state folder nor those outside have an address."""
    where.output.mkdir(exist_ok=True)
    (where.output / "secret.txt").write_text("x")
    for address in ("/campaigns/nothing/", "/campaigns/.creative/brief.yaml", "/campaigns/..%2F/secret.txt"):
        assert client.get(address).status_code == 404, address
