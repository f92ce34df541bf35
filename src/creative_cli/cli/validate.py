"""`creative validate`."""

from creative_cli.cli.options import AsJson, Briefs


def validate(briefs: Briefs, as_json: AsJson = False) -> None:
    """Check briefs without making anything; every problem is told with its line.

    creative validate briefs/*.yaml
    """
    from creative_cli import intake  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.console.making import show_validated  # noqa: PLC0415  # same
    from creative_cli.console.screen import Screen  # noqa: PLC0415  # same
    from creative_cli.settings import read_settings  # noqa: PLC0415  # same

    loaded = intake.briefs(briefs, translator=read_settings().openai_api_key is not None)
    show_validated(Screen(as_json=as_json), loaded)
