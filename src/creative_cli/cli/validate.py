"""`creative validate`."""

from creative_cli.cli.options import DEFAULT_OUTPUT, BriefsArgument, JsonOption, OutputOption, StateOption


def validate(
    briefs: BriefsArgument,
    output: OutputOption = DEFAULT_OUTPUT,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Check briefs without making anything; every problem is told with its line.

    Copy that a brief lacks may be in the memory of --output or --state, or be written by a translator. Pictures in its
    folder are tried; those at an address are not fetched.

    creative validate briefs/*.yaml
    """
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same
    from creative_cli.cli.run_output import show_valid_briefs  # noqa: PLC0415  # same
    from creative_cli.engine import planner  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.services import preflight  # noqa: PLC0415  # same
    from creative_cli.services.workspace import open_workspace  # noqa: PLC0415  # same

    where = open_workspace(output, state)
    settings = where.settings
    orders = planner.build_plans(briefs, planner.Slice(), translator=settings.openai_api_key is not None)
    preflight.validate_plans(orders, where, settings)
    show_valid_briefs(Screen(as_json=as_json), [order.brief for order in orders])
