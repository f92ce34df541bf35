"""The value of `--report`: a format, and the file that it is written to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.errors import UsageError
from creative_cli.findings.finding_report import FindingReport
from creative_cli.findings.github_annotations import write_github_annotations
from creative_cli.findings.gitlab_report import write_gitlab_report
from creative_cli.findings.json_report import write_json_report
from creative_cli.findings.junit_report import write_junit_report
from creative_cli.findings.markdown_report import write_markdown_report
from creative_cli.findings.sarif_report import write_sarif_report
from creative_cli.storage.atomic import write_bytes

REPORT_WRITERS: Mapping[str, Callable[[FindingReport], str]] = {
    "junit": write_junit_report,
    "sarif": write_sarif_report,
    "github": write_github_annotations,
    "gitlab": write_gitlab_report,
    "json": write_json_report,
    "md": write_markdown_report,
}
PRINTED_FORMAT = "github"
"""The format that GitHub reads from what a step prints."""


@dataclass(frozen=True, slots=True)
class ReportTarget:
    """A report to write: its format, and its file, None for one that is printed."""

    format: str
    path: Path | None


def parse_report_targets(texts: Sequence[str]) -> tuple[ReportTarget, ...]:
    """Return the targets that `--report` names; raise UsageError for a format or a file that there cannot be."""
    targets = tuple(_parse_target(text) for text in texts)
    files = [target.path for target in targets if target.path is not None]
    twice = next((one for one in files if files.count(one) > 1), None)
    if twice is not None:
        raise UsageError(f"Two reports would be written to {twice}.", "Give each a file of its own.")
    return targets


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        raise UsageError(f"{str(path)[:40]!r}… cannot be a file: {error.strerror}.", "Check the name.") from error


def _parse_target(text: str) -> ReportTarget:
    form, equals, name = text.partition("=")
    if form not in REPORT_WRITERS:
        guess = suggest_similar_word(form, REPORT_WRITERS)
        kinds = ", ".join(one if one == PRINTED_FORMAT else f"{one}=FILE" for one in REPORT_WRITERS)
        raise UsageError(f"There is no report {form!r}.{guess}", f"Write {kinds}.")
    if form == PRINTED_FORMAT:
        if equals:
            raise UsageError(f"The report {form} is printed, not written to a file.", f"Write --report {form} alone.")
        return ReportTarget(form, None)
    if not name.strip():
        raise UsageError(f"The report {form} needs a file.", f"Write --report {form}=FILE.")
    path = Path(name)
    if _is_folder(path):
        raise UsageError(f"{name} is a folder.", f"Name a file in it: --report {form}={path / f'report.{form}'}.")
    return ReportTarget(form, path)


def write_report_files(targets: Iterable[ReportTarget], report: FindingReport) -> str:
    """Write each report to its file, and return what is to be printed. Raises StorageError."""
    printed = ""
    for target in targets:
        text = REPORT_WRITERS[target.format](report)
        if target.path is None:
            printed += text
        else:
            write_bytes(target.path, text.encode("utf-8"))
    return printed
