"""Lists of the API come in pages: how many there are, and some of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from creative_cli.errors import ExitCode
from creative_cli.events import RunFinished, RunStarted
from creative_cli.runlog.journal import Journal
from creative_cli.services.run_orders import RunOrder, begin_order, claim_order, end_order, place_order
from creative_cli.services.stored_briefs import store_brief
from creative_cli.services.workspace import Workspace
from creative_cli.storage.outputs import Manifest, OutputFolder
from tests.command import MINIMAL
from tests.server.serving import serving, workspace_in
from tests.storage.samples import asset

RUNS = 130
"""More than one reading of the run log brings for all requests."""


def make_run(where: Workspace, run_id: str) -> str:
    """Write the journal of a finished run, and return its id."""
    with Journal.open(where.state, run_id) as journal:
        journal.append(RunStarted("tiny", "brief.yaml", "ab" * 32, "creative 0.1", 1, 3))
        journal.append(RunFinished("finished", 0, 3, 0, 0, 0.0, 100.0))
    return run_id


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the folders of a server with runs of the command, one of an order, and one order that waits."""
    where = workspace_in(tmp_path_factory.mktemp("lists"))
    for number in range(RUNS):
        make_run(where, f"20251122T{number // 60:02}{number % 60:02}00Z-1f3c9a04d2e7")
    begun = place_order(RunOrder("0" * 20), where.state)
    with claim_order(begun.id, where.state):
        begin_order(begun.id, make_run(where, "20261122T201500Z-1f3c9a04d2e7"), where.state)
        end_order(begun.id, ExitCode.OK, where.state)
    return where


@pytest.fixture(scope="module")
def server(where: Workspace) -> Iterator[httpx2.Client]:
    """Yield a client of a server."""
    with serving(where) as client:
        yield client


def read_page(server: httpx2.Client, address: str, **asked: int) -> Any:
    """Return a page of a list."""
    answer = server.get(address, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_runs_are_listed_page_by_page(server: httpx2.Client) -> None:
    """Each is on one page, the latest first; that of an order is there once, by the id of the order."""
    first = read_page(server, "/api/v1/runs")
    pages = [read_page(server, "/api/v1/runs", offset=start, limit=40) for start in range(0, RUNS + 41, 40)]
    runs = [run for page in pages for run in page["runs"]]

    assert len(first["runs"]) == 100
    assert {page["total"] for page in (first, *pages)} == {RUNS + 1}
    assert [run["id"] for run in runs[:100]] == [run["id"] for run in first["runs"]]
    assert runs[0]["id"].startswith("order-")
    assert [run["id"] for run in runs[1:]] == sorted({run["run_id"] for run in runs[1:]}, reverse=True)
    assert {(run["status"], run["planned"], run["row"]["figures"]["made"]) for run in runs} == {("finished", 3, 0)}


def test_an_old_run_is_found_alone(server: httpx2.Client) -> None:
    """By its id, whatever page it is on."""
    oldest = read_page(server, "/api/v1/runs", offset=RUNS)["runs"]
    assert read_page(server, f"/api/v1/runs/{oldest[0]['id']}") == oldest[0]
    assert server.get("/api/v1/runs/20251122T000000Z-000000000000").status_code == 404


def test_an_order_that_waits_is_listed_at_once(server: httpx2.Client, where: Workspace) -> None:
    """The list of orders is never an old one."""
    before = read_page(server, "/api/v1/runs", limit=1)
    order = place_order(RunOrder("1" * 20), where.state)
    after = read_page(server, "/api/v1/runs", limit=2)
    assert (after["total"], after["runs"][0]["id"]) == (before["total"] + 1, order.id)
    assert after["runs"][1:] == before["runs"]


def test_briefs_are_listed_page_by_page(server: httpx2.Client, where: Workspace) -> None:
    """Each is on one page."""
    for number in range(3):
        store_brief(MINIMAL.replace("Rain", f"Rain {number}").encode(), where, as_json=False, files={})
    pages = [read_page(server, "/api/v1/briefs", offset=start, limit=2) for start in (0, 2)]
    assert [len(page["briefs"]) for page in pages] == [2, 1]
    assert len({brief["id"] for page in pages for brief in page["briefs"]}) == 3
    assert {page["total"] for page in pages} == {3}


def test_reviews_are_listed_page_by_page(server: httpx2.Client, where: Workspace) -> None:
    """Each ad is on one page, with its verdict; the progress is that of the whole campaign."""
    folder = OutputFolder(where.output, "reviewed", where.state)
    paths = tuple(f"en-GB/1x1/tea-{number}.jpg" for number in range(3))
    for path in paths:
        folder.write(path, path.encode())
    ads = tuple(asset(path, path.encode()) for path in paths)
    folder.settle(Manifest(1, "creative 0.1", "run-1", "reviewed", "ab" * 32, "cd" * 32, "classic 1", ads), paths)
    address = "/api/v1/campaigns/reviewed/reviews"
    first = server.get(f"{address}/{paths[2]}")
    verdict = {"verdict": "approved", "sha256": ads[2].sha256, "reviewer": "Ana"}
    server.put(f"{address}/{paths[2]}", json=verdict, headers={"If-Match": first.headers["etag"]}).raise_for_status()

    pages = [read_page(server, address, offset=start, limit=2) for start in (0, 2, 4)]

    assert [[one["path"] for one in page["reviews"]] for page in pages] == [list(paths[:2]), [paths[2]], []]
    assert pages[1]["reviews"][0]["review"]["reviewer"] == "Ana"
    assert {(page["total"], page["progress"]["approved"]) for page in pages} == {(3, 1)}


@pytest.mark.parametrize(
    "name", ["runs", "briefs", "campaigns", "campaigns/tiny/ads", "campaigns/tiny/findings", "campaigns/tiny/reviews"]
)
def test_a_page_has_a_size(server: httpx2.Client, name: str) -> None:
    """Of every list: a limit that is too high or too low is a mistake, and the description says so."""
    for wrong in ({"limit": 0}, {"limit": 1001}, {"offset": -1}):
        assert server.get(f"/api/v1/{name}", params=wrong).status_code == 422
    paths = server.get("/openapi.json").json()["paths"]
    operation = paths[f"/api/v1/{name.replace('tiny', '{campaign}')}"]["get"]
    (limit,) = (one["schema"] for one in operation["parameters"] if one["name"] == "limit")
    assert (limit["default"], limit["minimum"], limit["maximum"]) == (100, 1, 1000)


def test_an_empty_server_has_empty_lists(tmp_path: Path) -> None:
    """Nothing is no error."""
    with serving(workspace_in(tmp_path)) as server:
        assert read_page(server, "/api/v1/runs") == {"total": 0, "runs": []}
        assert read_page(server, "/api/v1/briefs") == {"total": 0, "briefs": []}
        assert read_page(server, "/api/v1/campaigns")["total"] == 0
