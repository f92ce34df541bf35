"""Write the generated pages of docs/: commands from their help, checks from the profile, the brief from its schema.

python tools/reference.py            write them
python tools/reference.py --check    list outdated pages and exit with 1 if there are any
"""

import inspect
import json
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

from typer.testing import CliRunner

import creative_cli
from command_walk import list_commands
from creative_cli.brief.json_schema import render_json_schema
from creative_cli.brief.market_groups import find_market_group
from creative_cli.brief.schema_errors import MODELS_BY_PATH
from creative_cli.checks import (
    brand_area,
    empty_band,
    inside_margin,
    made_up,
    orthography,
    photo_cells,
    photo_quality,
    picture_blank,
    picture_sharpness,
    picture_size,
    product_visible,
    profanity,
    right_language,
    scrim,
    spelling,
    subject_kept,
    subject_whole,
    upscale,
)
from creative_cli.checks.legal_rules import LegalRule, legal_rules_date, load_legal_rules
from creative_cli.checks.meaning import quantity_parsing
from creative_cli.checks.profile import AD_PROFILE, COPY_PROFILE, PICTURE_PROFILE
from creative_cli.cli.app import app
from creative_cli.engine.pipeline import STAGES
from creative_cli.errors import ExitCode
from creative_cli.findings.severity_profile import load_severity_profiles
from error_reference import troubleshooting_page
from settings_reference import env_example, settings_page

DOCS = Path(__file__).parent.parent / "docs"
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
    "Ads of variants are compared when all are made (`variants/identical`, `variants/other_difference`): see "
    "[variants](variants.md). "
    "A translated draft that is unusually long, or has a line break that the source does not have, is marked on every "
    "ad of its market (`translation/odd_length`, `translation/line_break`) until it is reviewed."
)


COPY_MEASURED = (
    "How these checks do is measured by `make defects`, on right copy of 40 locales and on what is planted in it "
    "(both in `tests/checks/planted`). Seed 17, on 2026-11-29: 966 of 969 defects in 36 languages are reported by the"
    " right check (99.7%), and none of 560 right lines has a finding. In 102 further lines, which the rules were "
    "corrected by, one right line has a wrong FAIL. Banned claims are not part of these figures. `spelling`, with the"
    " dictionaries of the extra, reports 282 of 292 planted slips in 21 languages and asks about 6 words in 407 right"
    " lines."
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
    "a photo ad without its records is an ERROR. `text_hierarchy` and `legible_size` measure letters as drawn: "
    "their x-height, or the size of the type in scripts without one. `inside_margin` keeps "
    f"{inside_margin.LEAST_EDGE_SHARE:.0%} of the short side free, whatever margin a template has. `template_text` "
    "reads what a [template of your own](templates.md#words) writes; it checks claims, damage, placeholders and "
    "swear words as in copy, and letters, contrast and size as they are seen."
)
CALIBRATION = Path(__file__).with_name("calibration.toml")
CALIBRATED = (
    "How the detectors of looks do is measured by `make calibrate` (seed {seed}), on right subjects and on planted "
    "damage, all made from the packshots of `briefs/assets` and drawn scenes (`tools/calibration_sets.py`). A hit is "
    "the finding that the damage should have, a false alarm any finding of the check on a right subject. What is "
    "planted is meant to be seen, such as a blur of 2.5 px; damage between right and planted is not counted."
)
LIMITS = (
    ("subject_kept", f"{subject_kept.GOOD_KEPT_SHARE:.0%} of the subject",
     f"{subject_kept.MIN_KEPT_SHARE:.0%}", "less, or part of a face"),
    ("subject_whole", f"{subject_whole.WHOLE_SHARE:.0%} of the product, or of the face and the hair above it",
     f"{subject_whole.MIN_WHOLE_SHARE:.0%}", "less"),
    ("made_up", "nothing", f"up to {made_up.MAX_INVENTED_SHARE:.0%} of the ad",
     "more, or beside a subject that the photo cuts"),
    ("upscale", f"up to {upscale.SHARP_UPSCALE:g} times", f"up to {upscale.MAX_UPSCALE:g} times", "more"),
    ("photo_quality",
     (f"sharpness {picture_sharpness.MIN_SHARPNESS:g}, noise {photo_quality.MAX_NOISE_LEVELS:g} levels, blocks "
      f"{photo_quality.MAX_BLOCKS:g}; the subject's cut below {photo_quality.MIN_CUT_SHARE:.0%} of its side"),
     "beyond any of them", ""),
    ("product_visible",
     (f"{product_visible.MIN_PRODUCT_SHARE:.0%} of the ad, {product_visible.MIN_BANNER_SHARE:.0%} of low and narrow "
      f"ones, or as long as {product_visible.LONG_PRODUCT:.0%} of the short side; {product_visible.MIN_SEEN_EDGE:.0%} "
      f"of outline or inside stand out, and an eye can follow {product_visible.MIN_HINTED_EDGE:.0%} of the outline"),
     "less, or transparent", f"below {product_visible.LOST_SHARE:.0%} of both, or one plain colour"),
    ("scrim", f"up to {scrim.MAX_CHANGE:.0%}", "", "more, or on the subject"),
    (
        "brand_area",
        f"{brand_area.GOOD_BRAND_SHARE:.0%} of the ad, {brand_area.GOOD_ON_PHOTO:.1%} of one that is all photo",
        f"{brand_area.MIN_BRAND_SHARE:.0%}, or {brand_area.MIN_ON_PHOTO:.1%}",
        "less",
    ),
    ("empty_band", "up to a third of the height", f"up to {empty_band.MAX_EMPTY_SHARE:.0%}", "more"),
    ("headline_share", "the size its layout aims at", "smaller or larger", "below the least size of its layout"),
    ("family", "the layout of the campaign", "a fallback", ""),
    ("product_shown", "a photo or a packshot of the product", "none", ""),
)  # fmt: skip


def help_of(*command: str) -> str:
    """Return the help page of a command, 80 columns wide."""
    width = 78  # what is left of 80 columns
    shown = CliRunner().invoke(app, [*command, "--help"], prog_name="creative", terminal_width=width)
    return shown.output.rstrip()


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
    for name, _ in list_commands():
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


PICTURES = """\
`creative check PATH…` looks at files and folders, whoever made them, against channels (`--channel meta.feed` means all
that begin so), ratios, or the channels and ratios of a brief (`--brief`). An ad of this tool is known by the
`manifest.json` of its folder: its channel, where its texts stand, and what its run found, which holds as long as the
file is unchanged. A check that cannot look at a picture is skipped with `not applicable` and the reason, and a file
that cannot be decoded within the [limits](limits.md) is an ERROR."""
PICTURE_LIMITS = (
    f"A picture is blank below a standard deviation of {picture_blank.MIN_SPREAD:g} of its greys (0 to 255), and noise "
    f"where neighboring pixels correlate by less than {picture_blank.MIN_CORRELATION:g}; 31 photos and ads had 0.90 "
    "and more, noise 0.00. It is blurred where the sharpest tenth of its clear edges climbs less than "
    f"{picture_sharpness.MIN_SHARPNESS:g} of its height in one px, or where no edge is clear. "
    f"A larger picture whose width / height is right within {picture_size.SIZE_RATIO_TOLERANCE:.0%} is a warning."
)
SEVERITY = """\
`--fail-on` of `run`, `validate` and `check` says from which severity on the exit code is 1: `warn`, `fail` (the
default), `error` (only checks that could not run) or `never`. `--profile` says what the findings of a check count for:
one of these, or your own file. An ERROR stays one in every profile."""
WAIVERS = """\
A profile of your own is a YAML or JSON file. Every change has a reason, which the reports show:

```yaml
extends: default
changes:
  - {check: upscale, severity: warn, reason: We shoot on film.}
  - {check: text_length/cut, severity: "off", reason: The copy beside the picture is written elsewhere.}
```

A waiver accepts a finding until a day. It stands in the brief, or in a file that `--waivers` names:

```yaml
waivers:
  - check: prohibited_words/GLOBAL-SUPERLATIVE
    reason: Proven by the test of March 2026.
    owner: legal@solara.example
    expires: 2026-12-31
    markets: [DACH]            # countries, locales or groups; leave out for all
    products: [iced-tea]
    formats: [meta.stories]    # or the first words of channels: meta
```

Waived findings do not count and are in every report, with reason, owner and last day. After that day the finding counts
again and says that its waiver expired. A name of a check or a code that does not exist is refused, and
in a brief so is a market, product or format that the brief does not have.

`validate` and `run --dry-run` report all that needs no picture: every check of copy, the text fields of channels, and
text that fits at no legible size. A run that may buy pictures checks all of it first. Each finding names the place in
the brief, its parts, its kit or its feed that causes it."""
REPORTS = """\
`--report FORMAT=FILE` of `run`, `validate` and `check` also writes the findings, each at its line. It may be repeated.

| report | for |
|---|---|
| `junit=FILE` | JUnit XML: each ad, picture or copy is a test case; FAIL is a failure, ERROR an error, WARN is output |
| `sarif=FILE` | SARIF 2.1.0; a waived finding is suppressed, with its justification |
| `github` | commands of GitHub Actions, printed: the worst first, at most ten of each kind, as GitHub shows no more |
| `gitlab=FILE` | the Code Quality report of GitLab; a waived finding has the severity `info` |
| `json=FILE` | flat records |
| `md=FILE` | a table, for the summary of a job |

```yaml
# .github/workflows/briefs.yaml
jobs:
  briefs:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: pip install creative
      - run: |
          creative validate briefs/*.yaml --fail-on warn --report github \\
            --report sarif=creative.sarif --report md="$GITHUB_STEP_SUMMARY"
      - uses: github/codeql-action/upload-sarif@v4
        if: always()
        with: {sarif_file: creative.sarif}
```

```yaml
# .gitlab-ci.yml
briefs:
  script:
    - creative validate briefs/*.yaml --report gitlab=quality.json --report junit=creative.xml
  artifacts:
    when: always
    reports: {codequality: quality.json, junit: creative.xml}
```"""


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
    pictures = [f"| `{check.id}` | {check.title} | {check.rationale} |" for check in PICTURE_PROFILE]
    return "\n".join([*head, "## On copy, before any picture is made", "", *rows[:2], *words, "",
                      MARKS, "",
                      COPY_MEASURED, "",
                      "| id | PASS | WARN | FAIL |", "|---|---|---|---|",
                      *(f"| `{name}` | {' | '.join(cells)} |" for name, *cells in COPY_LIMITS), "",
                      "## On every finished ad", "", *rows, "",
                      MEASURED, "",
                      "| id | PASS | WARN | FAIL |", "|---|---|---|---|",
                      *(f"| `{name}` | {' | '.join(cells)} |" for name, *cells in LIMITS), "",
                      *_list_calibration(), "",
                      "## On pictures of any tool", "", PICTURES, "", *rows[:2], *pictures, "", PICTURE_LIMITS, "",
                      "## What a finding counts for", "", SEVERITY, "", *_list_profiles(), "", WAIVERS, "",
                      "## Reports for machines", "", REPORTS, ""])  # fmt: skip


def _list_calibration() -> list[str]:
    """Return the table of what `make calibrate` measured, with the thresholds that held then."""
    measured = tomllib.loads(CALIBRATION.read_text("utf-8"))
    rows = [CALIBRATED.format(seed=measured["seed"]), "", "| finding | thresholds | hits | false alarms |",
            "|---|---|---|---|"]  # fmt: skip
    for one in measured["detector"]:
        values = ", ".join(f"`{name.rpartition(':')[2]}` {value:g}" for name, value in one["thresholds"].items())
        hits = f"{one['hits']} of {one['damaged']} ({one['hits'] / one['damaged']:.1%})"
        alarms = f"{one['alarms']} of {one['right']} ({one['alarms'] / one['right']:.1%})"
        rows.append(f"| `{one['check']}/{one['code']}` | {values} | {hits} | {alarms} |")
    return rows


def _list_profiles() -> list[str]:
    rows = ["| profile | check | finding | counts as | why |", "|---|---|---|---|---|"]
    for profile in load_severity_profiles().values():
        rows += [f"| `{profile.name}` |  |  |  | {profile.about} |"] if not profile.changes else []
        for change in profile.changes:
            check = "all" if change.check == "*" else f"`{change.check}`"
            was = ", ".join(status.name for status in change.origin)
            rows.append(f"| `{profile.name}` | {check} | {was} | {change.severity.name} | {change.reason} |")
    return rows


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
        "Paths are relative to the file they are written in and stay in its folder. Versions for an A/B/n test are",
        "[variants](variants.md).",
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


LEGAL = """\
`creative` compares copy, goods, market and flight with these rules. It is a screening aid, not legal advice.
Confidence: O official text, H several sources agree, T third party, M from memory. A rule with confidence M asks for
review only (WARN), however strict the law is.

The goods of a brief are read from `category`, or, where that names none of them, from the names of its products. A rule
counts for flights that end on or after its first day. Where a required text has a source and copy has no small print,
the text is set for you, no banner may leave it out, and its letters are as high as the rule asks.

`claims.toml` has the claims in the words of each language. A word is found whatever its capitals, hyphens, apostrophes,
endings and, where a language often drops them, accents. English phrases are looked for in every language. A language
without words is reported as SKIP (`no_words`), never as PASS.
"""


def legal_rules_page() -> str:
    """Return docs/legal-rules.md."""
    rules = load_legal_rules()
    parts = ["# Rules of law", "", f"As of {legal_rules_date()}.", "", LEGAL]
    head = ["| rule | markets | goods | from | finds | says | conf | basis |", "|---|---|---|---|---|---|---|---|"]
    rows = [f"| {' | '.join(_legal_cells(rule))} |" for rule in rules]
    return "\n".join([*parts, *head, *rows, ""])


def _legal_cells(rule: LegalRule) -> tuple[str, ...]:
    found = [
        f"words in {len(rule.terms)} language{'s' if len(rule.terms) != 1 else ''}" if rule.terms else "",
        "its text missing" if rule.texts else "",
        f"letters below {rule.letters:.0%} of height + width" if rule.letters else "",
        rule.notice,
    ]
    return (
        f"`{rule.id}`",
        _list_codes(rule.markets) + (f", not {_list_codes(rule.not_markets)}" if rule.not_markets else ""),
        ", ".join(sorted(rule.categories))
        + ("not " + ", ".join(sorted(rule.not_categories)) if rule.not_categories else ""),
        str(rule.effective or ""),
        "; ".join(part for part in found if part),
        rule.status.name,
        rule.conf,
        rule.basis,
    )


def _list_codes(markets: frozenset[str]) -> str:
    """Return markets as the rules name them: all, the union's 27 members as EU, the others one by one."""
    union = find_market_group("EU")
    members = frozenset(union.territories) if union is not None else frozenset()
    if "*" in markets:
        return "all"
    named = ["EU"] if members and members <= markets else []
    return ", ".join([*named, *sorted(markets - members if named else markets)])


PAGES = {
    "../.env.example": env_example,
    "settings.md": settings_page,
    "troubleshooting.md": troubleshooting_page,
    "legal-rules.md": legal_rules_page,
    "api.md": api_page,
    "commands.md": commands_page,
    "checks.md": checks_page,
    "brief.md": brief_page,
}


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
            print(path.resolve().relative_to(DOCS.parent.resolve()))
    if stale:
        print(f"Out of date: {', '.join(stale)}. Run `make docs`.")
        raise SystemExit(1)


if __name__ == "__main__":
    main()
