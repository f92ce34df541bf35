"""The process that makes one order of a server: `python -m creative_cli.services.order_worker OUTPUT STATE ORDER`.

It is the command `creative run` with its options from the order: the same checks, locks, turns and budgets. It stops as
that does on Ctrl-C when its order is cancelled, or when its stdin ends: a server that is killed takes its runs along,
and they end as interrupted.
"""

import os
import signal
import sys
import threading
import traceback
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Final

from creative_cli.engine.planner import Slice, build_plans
from creative_cli.errors import CreativeError, ExitCode, InterruptedRunError, UsageError
from creative_cli.events import Event
from creative_cli.runlog.journal import new_run_id
from creative_cli.services.brief_checks import check_before_run
from creative_cli.services.feed_addresses import open_feed_addresses
from creative_cli.services.judging import open_finding_judge
from creative_cli.services.run_arguments import parse_options
from creative_cli.services.run_orders import OrderState, begin_order, claim_order, end_order, is_cancelled
from creative_cli.services.runs import execute_run
from creative_cli.services.stored_briefs import find_stored_brief, stored_brief_path, touch_stored_brief
from creative_cli.services.workspace import Workspace, open_workspace

CANCEL_POLL_S: Final = 0.5
STDIN: Final = 0


def work_on_order(order_id: str, where: Workspace) -> ExitCode:
    """Make an order, unless somebody else does, and note how it ended; return its exit code.

    Only for the main thread of a process of its own: at the end it ignores Ctrl-C.
    """
    with claim_order(order_id, where.state) as held:
        if held is None:
            return ExitCode.OK
        try:
            end: ExitCode | CreativeError = _make_ads(held, where)
        except CreativeError as error:
            end = error
        except Exception as error:  # noqa: BLE001  # a bug is how the order ended, and in the server's log
            _say(traceback.format_exc())
            end = CreativeError(f"{type(error).__name__}: {error}", "This is a bug: report it with the server's log.")
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it has ended: there is nothing to stop
        end_order(order_id, end, where.state)
        return end.exit_code if isinstance(end, CreativeError) else end


def _make_ads(held: OrderState, where: Workspace) -> ExitCode:
    order, settings = held.order, where.settings
    brief = find_stored_brief(order.brief, where.state)
    if brief is None:
        raise UsageError(f"There is no brief {order.brief!r} any more.", "Send it again.")
    touch_stored_brief(brief, where.state)
    ceiling = settings.max_usd if order.max_usd is None else order.max_usd
    options = parse_options(where, order.provider, None, order.fail_on, editable=order.editable, max_usd=ceiling)
    options = replace(options, judge=open_finding_judge())
    part = Slice(order.markets, order.ratios, order.products, draft=order.draft, variants=order.variants)
    plans = build_plans(
        [str(stored_brief_path(brief, where.state))],
        part,
        translator=settings.openai_api_key is not None,
        open_feed=open_feed_addresses(where),
    )
    found = check_before_run(plans, where, options, approved=False, all_checks=False)
    if found.refused is not None:
        raise found.refused
    where.state.create()
    run_id = new_run_id(where.state.journal)
    begin_order(held.id, run_id, where.state)
    return execute_run(plans[0], where, options, _ignore_event, _say, run_id).exit_code


def _ignore_event(_: Event) -> None:
    """Leave it to the journal, which every server reads."""


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def _stop_when_asked(order_id: str, where: Workspace) -> None:
    """Interrupt this process once when its server is gone or its order is cancelled."""
    asked = threading.Event()

    def read_to_end() -> None:
        while os.read(STDIN, 1):  # not by `sys.stdin`, whose lock Python would wait for at the end
            pass
        asked.set()

    threading.Thread(target=read_to_end, name="creative-server", daemon=True).start()
    while not asked.wait(CANCEL_POLL_S) and not is_cancelled(order_id, where.state):
        pass
    main = threading.main_thread()
    if main.ident is not None and hasattr(signal, "pthread_kill"):
        signal.pthread_kill(main.ident, signal.SIGINT)  # ends what the main thread waits for in the system
    else:
        signal.raise_signal(signal.SIGINT)


def _raise_interrupted(_signal: int, _frame: FrameType | None) -> None:
    raise InterruptedRunError("Interrupted.", "Order the same run again to continue.")


def run_worker_process() -> None:
    """Work on the order that the arguments name, and exit with its code."""
    output, state, order_id = sys.argv[1:]
    where = open_workspace(Path(output), Path(state))
    signal.signal(signal.SIGINT, _raise_interrupted)
    threading.Thread(target=_stop_when_asked, args=(order_id, where), name="creative-cancel", daemon=True).start()
    raise SystemExit(int(work_on_order(order_id, where)))


if __name__ == "__main__":
    run_worker_process()
