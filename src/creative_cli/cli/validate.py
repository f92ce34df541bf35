"""`creative validate`."""

from creative_cli.cli.options import AsJson, Briefs


def validate(briefs: Briefs, as_json: AsJson = False) -> None:
    """Check briefs without making anything; every problem is told with its line.

    creative validate briefs/*.yaml
    """
    from creative_cli import console, wiring  # noqa: PLC0415  # the help page must not pay for them

    console.Screen(as_json=as_json).show_validated(wiring.briefs(briefs))
