"""`creative validate`."""

from creative_cli.cli.options import OUTPUT, AsJson, Briefs, Output, State


def validate(briefs: Briefs, output: Output = OUTPUT, as_json: AsJson = False, state: State = None) -> None:
    """Check briefs without making anything; every problem is told with its line.

    Copy that a brief lacks may be in the memory of --output or --state, or be written by a translator. Pictures in its
    folder are tried; those at an address are not fetched.

    creative validate briefs/*.yaml
    """
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same
    from creative_cli.cli.run_output import show_validated  # noqa: PLC0415  # same
    from creative_cli.engine import planner  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.services import preflight  # noqa: PLC0415  # same
    from creative_cli.services.workspace import house  # noqa: PLC0415  # same

    where = house(output, state)
    settings = where.settings
    orders = planner.orders(briefs, planner.Part(), translator=settings.openai_api_key is not None)
    preflight.refuse_faulty(orders, where, settings)
    show_validated(Screen(as_json=as_json), [order.brief for order in orders])
