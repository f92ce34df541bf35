"""Write the generated pages of docs/: commands from their help, checks from the profile, the brief from its schema.

python tools/reference.py            write them
python tools/reference.py --check    list outdated pages and exit with 1 if there are any
"""

import inspect
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import creative_cli
from creative_cli.brief.json_schema import render_json_schema
from creative_cli.brief.schema_errors import MODELS_BY_PATH
from creative_cli.checks import (
    brand_area,
    empty_band,
    made_up,
    orthography,
    photo_cells,
    profanity,
    right_language,
    scrim,
    spelling,
    subject_kept,
    subject_whole,
    upscale,
)
from creative_cli.checks.meaning import quantity_parsing
from creative_cli.checks.profile import AD_PROFILE, COPY_PROFILE
from creative_cli.engine.pipeline import STAGES
from creative_cli.errors import ExitCode

DOCS = Path(__file__).parent.parent / "docs"
COMMANDS = (
    "run",
    "validate",
    "search",
    "report",
    "sql",
    "copy export",
    "copy import",
    "copy status",
    "review import",
    "review status",
    "package",
    "brand check",
    "markets",
    "channels",
    "doctor",
    "schema",
    "init",
)
MEANINGS = {
    ExitCode.OK: "success",
    ExitCode.FINDINGS: "findings at or above `--fail-on`",
    ExitCode.USAGE: "invalid usage, brief or picture; nothing was made",
    ExitCode.INCOMPLETE: "some ads failed (provider, disk); the others are finished",
    ExitCode.BUG: "internal error; the output says how to report it",
    ExitCode.INTERRUPTED: "interrupted; finished ads are kept",
}

STATUSES = (
    "A check returns PASS, SKIP, WARN, FAIL or ERROR. The status of an ad is the worst of all checks that apply to it. "
    "ERROR means that a check could not run."
)
MARKS = (
    "A translated draft that is unusually long, or has a line break that the source does not have, is marked on every "
    "ad of its market (`translation/odd_length`, `translation/line_break`) until it is reviewed."
)


COPY_MEASURED = (
    "How these checks do is measured by `make defects`, on right copy of 40 locales and on what is planted in it (both "
    "in `tests/checks/planted`). Seed 17, on 2026-11-29: 966 of 969 defects in 36 languages are reported by the right "
    "check (99.7%), and none of 560 right lines has a finding. In 102 further lines, which no rule was made from, one "
    "right line has a wrong FAIL. Banned claims are not part of these figures. `spelling`, with the dictionaries of "
    "the extra, reports 282 of 292 planted slips in 21 languages and asks about 6 words in 407 right lines."
)
COPY_LIMITS = (
    (
        "same_amounts",
        f"the currency, unit and sign of the source; converted, up to {quantity_parsing.CONVERSION_ROUNDING:.0%} apart",
        "a price in the market's money, or a percentage without its minus",
        "else",
    ),
    ("same_dates", "the months, weekdays and times of the source", "", "another one"),
    (
        "right_language",
        (
            f"less than {right_language.LANGUAGE_MARGIN:g} behind the likeliest language (natural logarithm), "
            f"{right_language.SHORT_MARGIN:g} up to {right_language.SHORT_LETTERS} letters"
        ),
        "more, or a word of another country",
        f"{right_language.SURE_MARGIN:g}, in all lines or in a translation",
    ),
    (
        "orthography",
        f"a marked letter where {orthography.MARKS_EXPECTED:g} are expected",
        "none, or letters of a keyboard",
        "",
    ),
    (
        "spelling",
        f"no word like one of the dictionary (ratio {spelling.MIN_LIKENESS:g}), or no dictionary",
        f"one, from {spelling.MIN_SPELLED_LETTERS} letters on",
        "",
    ),
    ("profanity", "no swear word", "", f"one, disguised from {profanity.MIN_DISGUISED_LETTERS} letters on"),
)

MEASURED = (
    "These checks look at the finished pixels. A photo ad is compared with the bare crop of its photo: `subject_kept` "
    f"asks of each cell of {photo_cells.CELL_PX} px in the subject whether half of its contrast is left; `scrim` "
    "measures the change of the lightness (Oklab), outside plates and buttons. Other pictures skip what needs a photo; "
    "a photo ad without its records is an ERROR."
)
LIMITS = (
    ("subject_kept", f"{subject_kept.GOOD_KEPT_SHARE:.0%} of the subject",
     f"{subject_kept.MIN_KEPT_SHARE:.0%}", "less, or part of a face"),
    ("subject_whole", f"{subject_whole.WHOLE_SHARE:.0%} of the product, or of the face and the hair above it",
     f"{subject_whole.MIN_WHOLE_SHARE:.0%}", "less"),
    ("made_up", "nothing", f"up to {made_up.MAX_INVENTED_SHARE:.0%} of the ad",
     "more, or beside a subject that the photo cuts"),
    ("upscale", f"up to {upscale.SHARP_UPSCALE:g} times", f"up to {upscale.MAX_UPSCALE:g} times", "more"),
    ("scrim", f"up to {scrim.MAX_CHANGE:.0%}", "", "more, or on the subject"),
    ("brand_area", f"{brand_area.GOOD_BRAND_SHARE:.0%} of the ad", f"{brand_area.MIN_BRAND_SHARE:.0%}", "less"),
    ("empty_band", "up to a third of the height", f"up to {empty_band.MAX_EMPTY_SHARE:.0%}", "more"),
    ("headline_share", "the size its layout aims at", "smaller or larger", "below the least size of its layout"),
    ("family", "the layout of the campaign", "a fallback", ""),
    ("product_shown", "a photo or a packshot of the product", "none", ""),
)  # fmt: skip


def help_of(*command: str) -> str:
    """Return the help page of a command, 80 columns wide."""
    environment = {**os.environ, "COLUMNS": "80", "TERMINAL_WIDTH": "80", "NO_COLOR": "1"}
    line = [sys.executable, "-m", "creative_cli", *command, "--help"]
    text = subprocess.run(line, env=environment, capture_output=True, text=True, check=True).stdout
    return text.replace("python -m creative_cli", "creative").rstrip()


def commands_page() -> str:
    """Return docs/commands.md."""
    parts = [
        "# Commands",
        "",
        "The stages: " + " → ".join(stage.name for stage in STAGES) + ".",
        "",
        "```text",
        help_of(),
        "```",
        "",
    ]
    for name in COMMANDS:
        parts += [f"## creative {name}", "", "```text", help_of(*name.split()), "```", ""]
    parts += ["## Exit codes", "", "| code | meaning |", "|---|---|"]
    parts += [f"| {int(code)} | {MEANINGS[code]} |" for code in ExitCode]
    parts += ["", DAMAGED_FILES]
    return "\n".join(parts) + "\n"


DAMAGED_FILES = """\
A `manifest.json` that was edited by hand or cut off is named with its place: `texts`, `review import` and
`review status CAMPAIGN` exit with 3; `review status` counts the other campaigns and exits with 3. `creative run`
renames it to `manifest.json.damaged-1` (the next free number), says so, and writes a new one. Its exit code is that of
the ads."""


def checks_page() -> str:
    """Return docs/checks.md."""
    head = [
        "# Checks",
        "",
        STATUSES,
        "",
    ]
    rows = ["| id | holds when it passes | why |", "|---|---|---|"]
    rows += [f"| `{check.id}` | {check.title} | {check.rationale} |" for check in AD_PROFILE]
    words = [f"| `{check.id}` | {check.title} | {check.rationale} |" for check in COPY_PROFILE]
    return "\n".join([*head, "## On copy, before any picture is made", "", *rows[:2], *words, "",
                      MARKS, "",
                      COPY_MEASURED, "",
                      "| id | PASS | WARN | FAIL |", "|---|---|---|---|",
                      *(f"| `{name}` | {' | '.join(cells)} |" for name, *cells in COPY_LIMITS), "",
                      "## On every finished ad", "", *rows, "",
                      MEASURED, "",
                      "| id | PASS | WARN | FAIL |", "|---|---|---|---|",
                      *(f"| `{name}` | {' | '.join(cells)} |" for name, *cells in LIMITS), ""])  # fmt: skip


def _kind(part: dict[str, Any]) -> str:
    if "enum" in part:
        return " or ".join(f"`{value}`" for value in part["enum"])
    if "const" in part:
        return f"`{part['const']}`"
    if "$ref" in part:
        return str(part["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in part or "oneOf" in part:
        kinds = [_kind(option) for option in part.get("anyOf", part.get("oneOf", [])) if option.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if part.get("type") == "array":
        return f"list of {_kind(part.get('items', {}))}"
    return str(part.get("type", "")).replace("string", "text")


def brief_page() -> str:
    """Return docs/brief.md."""
    schema = json.loads(render_json_schema())
    parts = [
        "# The brief",
        "",
        "Required keys are **bold**; they may also be in [a brand kit or a part](brand.md).",
        "Paths are relative to the file they are written in and stay in its folder.",
        "",
    ]
    for title, part in (("Brief", schema), *schema.get("$defs", {}).items()):
        if "properties" not in part:
            continue
        fields = next(model for model in MODELS_BY_PATH.values() if model.__name__ == title).model_fields
        required = [field.alias or name for name, field in fields.items() if field.is_required()]
        parts += [
            f"## {title}",
            "",
            part.get("description", "").split("\n")[0],
            "",
            "| key | holds | what it is for |",
            "|---|---|---|",
        ]
        for key, value in part["properties"].items():
            name = f"**{key}**" if key in required else key
            parts.append(f"| {name} | {_kind(value)} | {value.get('description', '')} |")
        parts.append("")
    return "\n".join(parts)


def api_page() -> str:
    """Return docs/api.md."""
    parts = ["# From Python", "", inspect.getdoc(import_module("creative_cli.api")) or "", ""]
    others = ["## Records, protocols and errors", "", "| name | is |", "|---|---|"]
    for name in creative_cli.__all__:
        member = getattr(creative_cli, name)
        if inspect.isfunction(member):
            signature = inspect.getsource(member).split('    """', maxsplit=1)[0].rstrip().removesuffix(":")
            parts += [f"## {name}", "", "```python", signature, "```", "", inspect.getdoc(member) or "", ""]
        elif inspect.isclass(member):
            others.append(f"| `{name}` | {(member.__doc__ or '').splitlines()[0]} |")
        elif name == "Event":
            kinds = ", ".join(f"`{kind.__name__}`" for kind in get_args(member))
            others.append(f"| `{name}` | What a run tells while it works: {kinds}. |")
    return "\n".join([*parts, *others, ""])


PAGES = {"api.md": api_page, "commands.md": commands_page, "checks.md": checks_page, "brief.md": brief_page}


def main() -> None:
    """Write the pages, or only compare them."""
    stale = []
    for name, make in PAGES.items():
        path, text = DOCS / name, make()
        if "--check" in sys.argv:
            if not path.exists() or path.read_text("utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, "utf-8", newline="\n")
            print(path.relative_to(DOCS.parent))
    if stale:
        print(f"Out of date: {', '.join(stale)}. Run `make docs`.")
        raise SystemExit(1)


if __name__ == "__main__":
    main()
