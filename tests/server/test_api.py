"""The API over a real socket: briefs, runs, campaigns, reviews, packages, search and reports."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.command import MINIMAL
from tests.server.serving import serving, workspace_in

AD = "en-GB/1x1/umbrella.jpg"
YAML = {"Content-Type": "application/yaml"}


@pytest.fixture(scope="module")
def home(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one ad of the campaign `tiny`."""
    return shutil.copytree(finished, tmp_path_factory.mktemp("served"), dirs_exist_ok=True)


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[httpx2.Client]:
    """Yield a client of a server of that folder."""
    with serving(workspace_in(home, serve_upload_megabytes=1)) as client:
        yield client


def send_minimal(server: httpx2.Client, text: str = MINIMAL) -> str:
    """Send a brief and return its id."""
    answer = server.post("/api/v1/briefs", content=text, headers=YAML)
    assert answer.status_code == 201, answer.text
    brief: str = answer.json()["brief"]["id"]
    assert answer.headers["location"] == f"/api/v1/briefs/{brief}"
    return brief


def read_events(server: httpx2.Client, run: str, last: str | None = None) -> list[dict[str, Any]]:
    """Return the events of a run, to its end."""
    headers = {} if last is None else {"Last-Event-ID": last}
    text = server.get(f"/api/v1/runs/{run}/events", headers=headers).text
    blocks = [block for block in text.split("\n\n") if block and not block.startswith(":")]
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]


def is_problem(answer: httpx2.Response, status: int) -> bool:
    """Tell whether an answer is a problem document of *status* with a sentence."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status
    return bool(document["detail"])


def test_a_brief_is_kept_once_and_read_back(server: httpx2.Client) -> None:
    """The same bytes are the same brief; another text is another one."""
    brief = send_minimal(server)
    assert send_minimal(server) == brief
    other = send_minimal(server, MINIMAL.replace("Rain", "Sun"))
    assert other != brief
    assert server.get(f"/api/v1/briefs/{brief}/text").text == MINIMAL
    assert {brief, other} <= {one["id"] for one in server.get("/api/v1/briefs").json()["briefs"]}
    assert server.get(f"/api/v1/briefs/{brief}/estimate").json()["preview"]["assets"] == 3
    only = server.get(f"/api/v1/briefs/{brief}/estimate", params={"ratio": ["1:1"]})
    assert only.json()["preview"]["assets"] == 1


def test_a_wrong_brief_is_answered_with_the_place_of_every_mistake(server: httpx2.Client, home: Path) -> None:
    """Each problem has file, line and column as they were sent; nothing is kept, and no folder is named."""
    text = MINIMAL.replace("headline: Rain", "headlin: Rain")
    answer = server.post("/api/v1/briefs", content=text, headers=YAML)
    assert is_problem(answer, 422)
    places = {(one["file"], one["line"]) for one in answer.json()["problems"]}
    assert places == {("brief.yaml", 4)}
    assert str(home) not in answer.text
    kept = {path.name for path in (home / "outputs/.creative/serve/briefs").iterdir()}
    assert kept == {one["id"] for one in server.get("/api/v1/briefs").json()["briefs"]}


def test_a_brief_comes_with_its_files(server: httpx2.Client, repository: Path) -> None:
    """Files are found by the names that the brief uses; a name that leads elsewhere is refused."""
    text = MINIMAL.replace("name: Nimbus One", "name: Nimbus One, image: images/tea.png")
    picture = next((repository / "briefs").rglob("*.png")).read_bytes()
    alone = server.post("/api/v1/briefs", files={"brief": ("b.yaml", text)})
    assert is_problem(alone, 422)
    assert "images/tea.png" in alone.text
    whole = {"brief": ("b.yaml", text.encode()), "files": ("images/tea.png", picture)}
    answer = server.post("/api/v1/briefs", files=whole)
    assert answer.status_code == 201, answer.text
    assert answer.json()["brief"]["files"] == ["images/tea.png"]
    for name in ("../tea.png", "/etc/tea.png", ".git", "a\\b.png", "images/../../x.png", "brief.yaml"):
        files = {"brief": ("b.yaml", text.encode()), "files": (name, picture)}
        assert is_problem(server.post("/api/v1/briefs", files=files), 422), name


def test_a_brief_cannot_include_what_lies_outside_its_folder(server: httpx2.Client) -> None:
    """Neither by a part nor by a picture: the state folder holds the briefs of others."""
    other = send_minimal(server)
    included = server.post("/api/v1/briefs", content=f"include: ../{other}/brief.yaml\n{MINIMAL}", headers=YAML)
    assert is_problem(included, 422)
    assert "leads out of the project folder" in included.text
    shown = MINIMAL.replace("name: Nimbus One", f"name: Nimbus One, image: ../{other}/brief.yaml")
    assert "leads out of" in server.post("/api/v1/briefs", content=shown, headers=YAML).text


@pytest.mark.slow
def test_a_run_is_ordered_followed_and_resumed_from_an_event(server: httpx2.Client) -> None:
    """Events come in order to the end; with Last-Event-ID those after it; the ad of the earlier run is kept."""
    brief = send_minimal(server)
    placed = server.post("/api/v1/runs", json={"brief": brief, "ratios": ["1:1"]})
    assert placed.status_code == 202, placed.text
    run = placed.json()["id"]
    assert placed.headers["location"] == f"/api/v1/runs/{run}"
    events = read_events(server, run)
    names = [event["event"] for event in events]
    assert names[0] == "RunStarted"
    assert names[-2:] == ["RunFinished", "end"]
    standing = json.loads(events[-1]["data"])
    assert standing == server.get(f"/api/v1/runs/{run}").json()
    assert (standing["status"], standing["planned"], standing["end"]["exit_code"]) == ("finished", 1, 0)
    assert standing["row"]["figures"]["cached"] == 1
    later = read_events(server, run, events[3]["id"])
    assert later == events[4:]
    assert read_events(server, standing["run_id"])[:-1] == events[:-1]
    listed = server.get("/api/v1/runs").json()["runs"]
    assert listed[0]["id"] == run
    assert listed[-1]["order"] is None, "the run of the command is listed, too"
    assert server.get(f"/api/v1/runs/{run}/report").json()["planned"] == 1
    assert server.post(f"/api/v1/runs/{run}/cancel").json()["status"] == "finished"
    assert is_problem(server.post(f"/api/v1/runs/{listed[-1]['id']}/cancel"), 409)


@pytest.mark.slow
def test_an_order_that_cannot_be_made_says_why(server: httpx2.Client) -> None:
    """It is refused with the sentence of the command, and its events end at once."""
    run = server.post("/api/v1/runs", json={"brief": send_minimal(server), "ratios": ["7:3"]}).json()["id"]
    (end,) = read_events(server, run)
    standing = json.loads(end["data"])
    assert standing["status"] == "refused"
    assert standing["end"]["sentence"] == "The brief has no ratio or channel '7:3'."
    assert is_problem(server.get(f"/api/v1/runs/{run}/report"), 409)
    assert is_problem(server.post("/api/v1/runs", json={"brief": "0" * 20}), 404)


def test_ads_are_listed_filtered_and_sent(server: httpx2.Client, home: Path) -> None:
    """An ad has its copy and findings; its file is the one on disk, and no other file is sent."""
    ads = server.get("/api/v1/campaigns/tiny/ads").json()
    assert (ads["total"], ads["ads"][0]["path"], ads["ads"][0]["status"]) == (1, AD, "WARN")
    assert server.get("/api/v1/campaigns/tiny/ads", params={"locale": "fr-FR"}).json()["total"] == 0
    assert server.get(f"/api/v1/campaigns/tiny/ads/{AD}").json() == ads["ads"][0]
    file = server.get(f"/api/v1/campaigns/tiny/files/{AD}")
    assert file.content == (home / "outputs/tiny" / AD).read_bytes()
    assert file.headers["content-type"] == "image/jpeg"
    for path in ("manifest.json", "../.creative/journal", "%2e%2e/.creative/runlog.duckdb"):
        assert is_problem(server.get(f"/api/v1/campaigns/tiny/files/{path}"), 404)
    found = server.get("/api/v1/campaigns/tiny/findings").json()["findings"]
    assert found
    assert {one["status"] for one in found} == {"WARN"}
    assert server.get("/api/v1/campaigns/tiny").json()["ads"] == 1
    assert [one["campaign"] for one in server.get("/api/v1/campaigns").json()["campaigns"]] == ["tiny"]


@pytest.fixture
def own_server(home: Path, tmp_path: Path) -> Iterator[httpx2.Client]:
    """Yield a client of a server of a copy, for a test that changes what is on record."""
    shutil.copytree(home / "outputs", tmp_path / "outputs")
    with serving(workspace_in(tmp_path)) as client:
        yield client


def test_two_reviewers_do_not_overwrite_each_other(own_server: httpx2.Client) -> None:
    """Of two who saw the same, the second is answered by 412; after reading again it may decide."""
    server = own_server
    place = f"/api/v1/campaigns/tiny/reviews/{AD}"
    seen = server.get(place)
    sha256, tag = seen.json()["sha256"], seen.headers["etag"]
    verdict = {"verdict": "approved", "sha256": sha256, "reviewer": "Ana"}
    assert is_problem(server.put(place, json=verdict), 428)
    first = server.put(place, json=verdict, headers={"If-Match": tag})
    assert first.status_code == 200, first.text
    assert first.json()["review"]["reviewer"] == "Ana"
    other = {**verdict, "verdict": "rejected", "reviewer": "Ben", "comment": "The sky is grey."}
    assert is_problem(server.put(place, json=other, headers={"If-Match": tag}), 412)
    again = server.put(place, json=other, headers={"If-Match": server.get(place).headers["etag"]})
    assert again.json()["review"]["verdict"] == "rejected"
    assert again.json()["review"]["approved_by"] == "Ana"
    listed = server.get("/api/v1/campaigns/tiny/reviews").json()
    assert listed["progress"]["rejected"] == 1
    assert listed["reviews"][0]["tag"] == again.headers["etag"].strip('"')
    changed = {**verdict, "sha256": "0" * 64}
    assert is_problem(server.put(place, json=changed, headers={"If-Match": again.headers["etag"]}), 412)


def test_packages_are_written_and_sent(server: httpx2.Client) -> None:
    """The zip has its name in the answer, and comes by that name; an unknown target is a problem."""
    written = server.post("/api/v1/campaigns/tiny/packages", json={"targets": ["generic"]})
    assert written.status_code == 201, written.text
    (package,) = written.json()["packages"]
    assert package["ads"] == 1
    assert server.get(f"/api/v1/campaigns/tiny/packages/{package['archive']}").content[:2] == b"PK"
    assert is_problem(server.post("/api/v1/campaigns/tiny/packages", json={"targets": ["x"]}), 422)
    assert is_problem(server.get("/api/v1/campaigns/tiny/packages/none.zip"), 404)


def test_ads_are_found_by_words_and_by_picture(server: httpx2.Client, home: Path) -> None:
    """Both name the campaign and the address of the ad; what is no picture is a problem."""
    found = server.get("/api/v1/search", params={"q": "rain", "market": ["GB"]}).json()
    assert [one["campaign"] for one in found["campaigns"]] == ["tiny"]
    (picture,) = found["campaigns"][0]["documents"][0]["pictures"]
    assert picture["path"] == f"/api/v1/campaigns/tiny/files/{AD}"
    assert server.get(picture["path"]).headers["content-type"] == "image/jpeg"
    ad = (home / "outputs/tiny" / AD).read_bytes()
    alike = server.post("/api/v1/search/picture", files={"picture": ("ad.jpg", ad)}).json()
    assert alike["picture"] == "ad.jpg"
    assert alike["pictures"][0]["campaign"] == "tiny"
    assert alike["pictures"][0]["likeness"] == "same file"
    assert alike["pictures"][0]["path"] == picture["path"]
    assert str(home) not in f"{found}{alike}"
    broken = server.post("/api/v1/search/picture", files={"picture": ("ad.jpg", b"no picture")})
    assert is_problem(broken, 422)
    assert "creative-scratch" not in broken.text


def test_what_a_brief_may_name_is_listed(server: httpx2.Client) -> None:
    """Channels, markets and templates, with a problem for a word that nothing matches."""
    stories = server.get("/api/v1/channels", params={"words": "meta stories"}).json()["channels"]
    assert stories[0]["format"]["name"] == "meta.stories"
    assert server.get("/api/v1/markets", params={"fragment": "JP"}).json()["markets"][0]["currency"] == "JPY"
    assert len(server.get("/api/v1/markets").json()["markets"]) > 200
    assert "poster" in server.get("/api/v1/templates").json()["templates"]
    assert is_problem(server.get("/api/v1/channels", params={"words": "zzz"}), 422)
    assert server.get("/api/v1/report", params={"by": "market"}).json()["groups"][0]["key"] == "en-GB"
    assert server.get("/api/v1/report", params={"until": "2001-01-01"}).json()["totals"]["runs"] == 0


def test_errors_are_problem_documents(server: httpx2.Client) -> None:
    """Also those that no operation answers: wrong paths, methods, types and sizes."""
    assert is_problem(server.get("/api/v1/nowhere"), 404)
    assert is_problem(server.get("/api/v1/campaigns/nope"), 404)
    assert is_problem(server.get("/api/v1/runs/nope"), 404)
    assert is_problem(server.delete("/api/v1/runs"), 405)
    assert is_problem(server.post("/api/v1/briefs", content="x", headers={"Content-Type": "image/png"}), 415)
    assert is_problem(server.post("/api/v1/briefs", content=b" " * 1_000_001, headers=YAML), 413)
    assert is_problem(server.post("/api/v1/briefs", content=iter([b" " * 600_000] * 2), headers=YAML), 413)
    assert is_problem(server.post("/api/v1/briefs", content=b" " * 300_000, headers=YAML), 413)
    assert is_problem(server.post("/api/v1/runs", json={"ratios": []}), 422)
    assert is_problem(server.get("/api/v1/report", params={"by": "moon"}), 422)


def test_every_operation_has_an_example(server: httpx2.Client) -> None:
    """Of its answer, and of its body if it takes one; files are the exception."""
    document = server.get("/openapi.json").json()
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    for one in operations:
        good = [answer for code, answer in one["responses"].items() if code.startswith("2")]
        contents = [content for answer in good for content in answer["content"].values()]
        assert contents
        assert all("example" in one or one["schema"].get("format") == "binary" for one in contents), one["operationId"]
        assert "default" in one["responses"] or one["operationId"] == "getMetrics"
        for kind, body in one.get("requestBody", {}).get("content", {}).items():
            known = "example" in body or "examples" in body or "examples" in body.get("schema", {})
            assert known or kind == "multipart/form-data", one["operationId"]


def test_requests_are_counted_and_named(server: httpx2.Client) -> None:
    """An answer has the id of its request, given or new; figures count routes, not paths."""
    assert server.get("/healthz", headers={"X-Request-ID": "mine-1"}).headers["x-request-id"] == "mine-1"
    assert len(server.get("/healthz", headers={"X-Request-ID": "no good"}).headers["x-request-id"]) == 16
    figures = server.get("/metrics").text
    assert 'creative_requests_total{method="GET",route="/healthz",status="200"}' in figures
    assert "nowhere" not in figures
    assert "creative_runs_active 0.0" in figures


@pytest.mark.slow
def test_readiness_is_that_of_doctor(server: httpx2.Client) -> None:
    """Each part is named; the sentences are for those who may ask."""
    parts = server.get("/readyz")
    assert parts.status_code == 200, parts.text
    assert parts.json()["fonts"] is True
    said = server.get("/api/v1/doctor").json()["parts"]
    assert {one["subject"]: one["ok"] for one in said} == parts.json()
