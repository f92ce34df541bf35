"""Orders in the state folder: their states, their end without a server, and how long they are kept."""

import os
import shutil
import time
from pathlib import Path

import pytest

from creative_cli.errors import ExitCode, UsageError
from creative_cli.services.brief_drafts import find_brief_draft, keep_draft_file, open_brief_draft
from creative_cli.services.cleaning import ServedFiles, remove_served
from creative_cli.services.live_servers import has_live_server, hold_as_server
from creative_cli.services.run_orders import (
    KnownOrders,
    OrderStatus,
    RunOrder,
    begin_order,
    cancel_order,
    claim_order,
    end_order,
    end_unbegun_order,
    find_order,
    is_cancelled,
    list_orders,
    list_unbegun_orders,
    place_order,
)
from creative_cli.services.stored_briefs import list_stored_briefs, store_brief
from creative_cli.services.workspace import Workspace
from tests.command import MINIMAL, creative
from tests.server.serving import serving, workspace_in

RUN = "20261122T201500Z-1f3c9a04d2e7"
DAY_S = 86_400


def status_of(order: str, where: Workspace) -> OrderStatus:
    """Return where an order stands."""
    found = find_order(order, where.state)
    assert found is not None
    return found.status


def age(folder: Path, days: float) -> None:
    """Make a folder and all in it so many days old."""
    at = time.time() - days * DAY_S
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (at, at))


def test_an_order_goes_from_hand_to_hand(tmp_path: Path) -> None:
    """It is queued until somebody holds it, nobody else gets it then, and its run is interrupted without an end."""
    where = workspace_in(tmp_path)
    order = place_order(RunOrder("0" * 20, max_usd=1.5), where.state)
    assert find_order(order.id, where.state) == order
    assert list_unbegun_orders(where.state) == (order.id,)
    with claim_order(order.id, where.state) as held:
        assert held == order
        assert status_of(order.id, where) is OrderStatus.RUNNING
        begin_order(order.id, RUN, where.state)
    assert status_of(order.id, where) is OrderStatus.INTERRUPTED
    with claim_order(order.id, where.state) as again:
        assert again is None, "a run that was begun is not begun again by itself"
    end_order(order.id, ExitCode.OK, where.state)
    assert status_of(order.id, where) is OrderStatus.FINISHED
    assert list_unbegun_orders(where.state) == ()
    assert [one.run_id for one in list_orders(where.state)] == [RUN]


def test_an_order_that_waits_is_cancelled_at_once(tmp_path: Path) -> None:
    """No server is needed for that."""
    where = workspace_in(tmp_path)
    order = place_order(RunOrder("0" * 20), where.state)
    cancel_order(order.id, where.state)
    assert status_of(order.id, where) is OrderStatus.INTERRUPTED
    assert list_unbegun_orders(where.state) == ()


def test_an_order_whose_process_died_first_is_refused(tmp_path: Path) -> None:
    """It is not begun for ever."""
    where = workspace_in(tmp_path)
    order = place_order(RunOrder("0" * 20), where.state)
    end_unbegun_order(order.id, UsageError("It died."), where.state)
    found = find_order(order.id, where.state)
    assert found is not None
    assert found.end is not None
    assert (found.status, found.end.sentence) == (OrderStatus.REFUSED, "It died.")


def test_a_run_of_another_server_is_cancelled_over_http(tmp_path: Path) -> None:
    """Its maker is asked to stop; once it has, every server says so, its events have their end, and it can go on."""
    where = workspace_in(tmp_path)
    brief = store_brief(MINIMAL.encode(), where, as_json=False, files={}).brief
    order = place_order(RunOrder(brief.id), where.state)
    run = f"/api/v1/runs/{order.id}"
    with claim_order(order.id, where.state):
        begin_order(order.id, RUN, where.state)
        with serving(where) as server:
            assert server.post(f"{run}/resume").status_code == 409, "it goes on"
            cancelled = server.post(f"{run}/cancel")
            assert (cancelled.status_code, cancelled.json()["status"]) == (202, "running")
            assert is_cancelled(order.id, where.state)
            end_order(order.id, ExitCode.INTERRUPTED, where.state)
            assert server.get(run).json()["status"] == "interrupted"
            assert server.get(f"{run}/events").text.startswith("event: end\ndata: ")
            assert server.post(f"{run}/cancel").json()["end"]["exit_code"] == ExitCode.INTERRUPTED
            assert [one["status"] for one in server.get("/api/v1/runs").json()["runs"]] == ["interrupted"]


def test_a_run_whose_maker_is_gone_is_interrupted(tmp_path: Path) -> None:
    """It has no end, and nothing more comes; cancelling it changes nothing, and nothing is begun by itself."""
    where = workspace_in(tmp_path)
    order = place_order(RunOrder("0" * 20), where.state)
    with claim_order(order.id, where.state):
        begin_order(order.id, RUN, where.state)
    with serving(where) as server:
        run = f"/api/v1/runs/{order.id}"
        stopped = server.get(run).json()
        assert (stopped["status"], stopped["end"]) == ("interrupted", None)
        assert server.get(f"{run}/events").text.startswith("event: end\ndata: ")
        assert server.post(f"{run}/cancel").json()["status"] == "interrupted"
        assert server.post(f"{run}/resume").status_code == 404, "its brief is gone, too"
        assert "creative_runs_active 0.0" in server.get("/metrics").text


def test_what_is_known_of_orders_is_what_is_there(tmp_path: Path) -> None:
    """What is remembered of an order that has ended is as it is read; one that was removed is forgotten."""
    where, known = workspace_in(tmp_path), KnownOrders()
    waits, done = (place_order(RunOrder("0" * 20), where.state) for _ in range(2))
    with claim_order(done.id, where.state):
        begin_order(done.id, RUN, where.state)
        assert known.find(done.id, where.state) == find_order(done.id, where.state)
        end_order(done.id, ExitCode.OK, where.state)
    for _ in range(2):
        assert known.list_runs(where.state) == {done.id: RUN, waits.id: None}
        assert known.find(done.id, where.state) == find_order(done.id, where.state)
        assert known.find(waits.id, where.state) == find_order(waits.id, where.state)
    shutil.rmtree(where.state.root / "serve" / "orders" / done.id)
    assert known.list_runs(where.state) == {waits.id: None}
    assert known.find(done.id, where.state) is None
    assert known.find("../orders", where.state) is None


def test_only_ids_of_orders_lead_to_files(tmp_path: Path) -> None:
    """Nothing else is looked for, such as a folder above."""
    where = workspace_in(tmp_path)
    place_order(RunOrder("0" * 20), where.state)
    for name in ("..", "order-", "", "order-20261122T201459Z-2b5d0c11aa0\n", "../orders"):
        assert find_order(name, where.state) is None


def test_what_is_old_is_removed(tmp_path: Path) -> None:
    """Drafts, ended orders and unused briefs; what waits, what it needs and what is written on stays."""
    where = workspace_in(tmp_path)
    old, kept = (
        store_brief(MINIMAL.replace("tiny", name).encode(), where, as_json=False, files={}).brief
        for name in ("old", "kept")
    )
    ended, waiting = (place_order(RunOrder(brief.id), where.state) for brief in (old, kept))
    end_order(ended.id, ExitCode.OK, where.state)
    forgotten = open_brief_draft(where)
    age(where.state.root, 31)
    written = open_brief_draft(where)
    keep_draft_file(find_brief_draft(where, written), "tea.png", b"tea")

    tried = creative("clean", "--output", str(where.output), "--dry-run")
    assert "Would remove what servers kept: 1 draft, 1 ended order, 1 sent brief." in tried.stdout.splitlines()
    assert (find_order(ended.id, where.state) or ended).id == ended.id
    with hold_as_server(where.state):
        assert "a server works here" in creative("clean", "--output", str(where.output)).stdout
    assert creative("clean", "--output", str(where.output), "--keep", "32d").stdout.count("\n") == 1
    assert len(list_orders(where.state)) == 2

    assert remove_served(where, time.time() - 30 * DAY_S) == ServedFiles(drafts=1, orders=1, briefs=1)
    assert [one.id for one in list_orders(where.state)] == [waiting.id]
    assert list_stored_briefs(where.state) == (1, (kept,))
    assert find_brief_draft(where, written).is_file()
    with pytest.raises(UsageError, match="no such draft"):
        find_brief_draft(where, forgotten)


def test_several_servers_are_seen_until_the_last_has_ended(tmp_path: Path) -> None:
    """A killed one leaves a file that stands for nothing, and that goes."""
    state = workspace_in(tmp_path).state
    assert not has_live_server(state)
    with hold_as_server(state):
        with hold_as_server(state):
            assert has_live_server(state)
        assert has_live_server(state)
    dead = state.root / "serve" / "servers" / "dead.lock"
    dead.write_bytes(b"")
    assert not has_live_server(state)
    age(dead.parent, 1)
    assert not has_live_server(state)
    assert list(dead.parent.iterdir()) == []
