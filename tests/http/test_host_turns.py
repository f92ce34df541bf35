"""Requests to one host wait for each other; those to others do not."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

from creative_cli.http.host_turns import REQUESTS_PER_HOST, waiting_for_host


def test_a_host_has_few_visitors_at_a_time() -> None:
    """Of twelve requests to one host, two run at once, whatever their paths and the case of the host."""
    lock, inside, most = Lock(), 0, 0

    def visit(number: int) -> None:
        nonlocal inside, most
        with waiting_for_host(f"https://{'Shop' if number % 2 else 'shop'}.example/{number}.png"):
            with lock:
                inside += 1
                most = max(most, inside)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(visit, range(12)))

    assert 1 <= most <= REQUESTS_PER_HOST


def test_another_host_does_not_wait() -> None:
    """Three hosts are visited at once: each waits for the others inside its turn."""
    barrier = Barrier(3, timeout=10)

    def visit(host: str) -> None:
        with waiting_for_host(f"https://{host}.example/a.png"):
            barrier.wait()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(visit, ("a", "b", "c")))
