"""The page of `creative watch`: what it shows of a state, and what it may load."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files
from pathlib import Path
from urllib.parse import urlencode

from creative_cli.brief.loader import MAX_BRIEF_BYTES
from creative_cli.errors import Problem
from creative_cli.html_templates import load_html_template
from creative_cli.input_files import read_input_file
from creative_cli.models import Finding, Status
from creative_cli.services.ad_previews import AdName, AdPreview
from creative_cli.services.watching import WatchedAd, WatchState

MOST_PROBLEMS = 20  # with their lines; `creative validate` lists all
MAX_LINE = 300  # characters of a line that is shown


@dataclass(frozen=True, slots=True)
class _ShownAd:
    """One ad as the page shows it; `key` names its picture, `query` is what its address says after the ?."""

    name: AdName
    preview: AdPreview | None
    failure: str
    stale: bool
    key: str
    query: str


@dataclass(frozen=True, slots=True)
class _ShownProblem:
    """A problem with the line it is about, as the file has it now."""

    file: str
    line: int
    column: int
    message: str
    source: str


def render_watch_page(state: WatchState, brief: str) -> bytes:
    """Return the whole page, UTF-8."""
    page = load_html_template("creative_cli.services", "watch.html.j2").render(
        **_describe(state, brief), style=_read_style(), script=_read_part("watch.js")
    )
    return page.encode("utf-8", "replace")


def render_watch_content(state: WatchState, brief: str) -> bytes:
    """Return the part of the page that changes, UTF-8."""
    content = load_html_template("creative_cli.services", "watch_content.html.j2").render(**_describe(state, brief))
    return content.encode("utf-8", "replace")


def describe_watch_state(state: WatchState) -> str:
    """Return in a sentence how things are, for the page and for screen readers."""
    if state.problems or state.error:
        count = len(state.problems) or 1
        return f"{count} problem{'' if count == 1 else 's'} in the brief"
    first, took = state.first, state.took
    if took is not None:
        return f"Drawn in {took.wall:.2f} s{', as a draft' if took.draft else ''}"
    return "Drawing …" if first is None or first.stale else "Up to date"


def build_content_policy() -> str:
    """Return the security policy of the page: its own pictures and events, the style and script with these hashes."""
    return "; ".join(
        (
            "default-src 'none'",
            "img-src 'self' data:",
            "connect-src 'self'",
            f"style-src '{_hash_for_policy(_read_style())}'",
            f"script-src '{_hash_for_policy(_read_part('watch.js'))}'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def name_picture(picture: bytes) -> str:
    """Return the name of a picture in addresses: its content."""
    return hashlib.sha256(picture).hexdigest()[:32]


def _describe(state: WatchState, brief: str) -> dict[str, object]:
    first = state.first
    findings = () if first is None or first.preview is None else first.preview.asset.findings
    return {
        "state": state,
        "brief": brief,
        "said": describe_watch_state(state),
        "waiting": sum(one.stale for one in state.ads),
        "first": None if first is None else _show_ad(first),
        "ads": [_show_ad(one) for one in state.ads],
        "findings": sorted(_list_open(findings), key=lambda one: -one.status),
        "problems": [_show_problem(one) for one in state.problems[:MOST_PROBLEMS]],
    }


def _list_open(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    yield from (one for one in findings if one.status >= Status.WARN)


def _show_ad(ad: WatchedAd) -> _ShownAd:
    name = ad.name
    asked = {"product": name.product, "market": name.locale, "format": name.format, "variant": name.variant}
    key = "" if ad.preview is None else name_picture(ad.preview.picture)
    query = urlencode({what: text for what, text in asked.items() if text})
    return _ShownAd(name, ad.preview, ad.failure, ad.stale, key, query)


def _show_problem(one: Problem) -> _ShownProblem:
    source = ""
    try:
        lines = read_input_file(Path(one.file), MAX_BRIEF_BYTES).decode("utf-8", "replace").splitlines()
        source = lines[one.line - 1][:MAX_LINE] if one.line <= len(lines) else ""
    except (OSError, ValueError):
        pass  # the file is not there: the problem says so
    return _ShownProblem(one.file, one.line, one.column, one.message, source)


@cache
def _read_style() -> str:
    theme = (package_files("creative_cli.gallery") / "styles" / "theme.css").read_text("utf-8")
    return f"{theme}\n{_read_part('watch.css')}".replace("\r\n", "\n")


@cache
def _read_part(name: str) -> str:
    return (package_files("creative_cli.services") / "templates" / name).read_text("utf-8").replace("\r\n", "\n")


def _hash_for_policy(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
