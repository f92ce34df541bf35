"""Runs reported inputs through the commands and prints a verdict for each: right, or what is still wrong.

python tools/cases.py FOLDER               every case below FOLDER that cases.toml knows
python tools/cases.py FOLDER --only type   the cases whose path starts so
python tools/cases.py FOLDER --keep DIR    keep the ads in DIR, to look at them
python tools/cases.py FOLDER --pictures P  photos of folder P for the briefs whose pictures FOLDER lacks

cases.toml says for each case what is right: refused by a message, or made without certain findings, with certain lines;
for a translator's file, what the memory holds after the import. A case of FOLDER that cases.toml does not know is
reported as unknown, and exits with 1 like a wrong one.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree
from typing import Any

from PIL import Image

KNOWN = Path(__file__).with_suffix(".toml")
WORKERS = 2
BRIEF_ENDINGS = {".yaml", ".yml", ".json"}
EXCHANGE = "exchange"
"""The folder of translators' files; its brief.yaml is exported before each import."""


@dataclass(frozen=True, slots=True)
class ExpectedOutcome:
    """What is right for a case."""

    right: str
    """A sentence for the table."""
    refused: str = ""
    """A regular expression that the message must match; nothing may be made or imported."""
    without: tuple[str, ...] = ()
    """Checks that may report nothing of WARN or worse. FAIL is allowed of none, unless `finds` names it."""
    finds: tuple[str, ...] = ()
    """Findings of WARN or worse that must be reported: `check` or `check.code`."""
    lines: Mapping[str, str] = field(default_factory=dict)
    """By role, a regular expression that the drawn lines of every ad, joined by |, must match."""
    never: Mapping[str, str] = field(default_factory=dict)
    """By role, a regular expression that no ad's drawn lines may match."""
    says: Mapping[str, str] = field(default_factory=dict)
    """By check, a regular expression that one of its messages must match in every ad."""
    pictures: Mapping[str, str] = field(default_factory=dict)
    """By path beside the brief, the photo of --pictures that stands in for it."""
    options: tuple[str, ...] = ()
    """More options of `creative run`; a brief that needs --pseudo is not validated first."""
    files: tuple[str, ...] = ()
    """Of an exchange case, the files to import in one command; by default the case's own."""
    memory: Mapping[str, str] = field(default_factory=dict)
    """By `locale role`, a regular expression for `status: text` after the import."""


@dataclass(frozen=True, slots=True)
class CaseVerdict:
    """What came of a case."""

    case: str
    right: str
    seen: str
    wrong: tuple[str, ...]


def read_expectations() -> dict[str, ExpectedOutcome]:
    """Return what is right for each known case, by its path below the folder of cases."""
    return {path: ExpectedOutcome(**facts) for path, facts in tomllib.loads(KNOWN.read_text("utf-8")).items()}


def list_cases(folder: Path) -> Iterator[str]:
    """Yield every case below *folder*: a folder with a brief, a brief, or a translator's file."""
    for path in sorted(folder.glob("*/*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or path.parent.name == EXCHANGE:
            if path.name != "brief.yaml":
                yield name
        elif path.suffix in BRIEF_ENDINGS:
            yield name


def run_command(*arguments: str, folder: Path) -> tuple[int, str]:
    """Run `creative` in *folder*; return its exit code, and stdout and stderr together."""
    command = [sys.executable, "-m", "creative_cli", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def add_pictures(folder: Path, wanted: Mapping[str, str], pictures: Path) -> None:
    """Save photos of the folder *pictures* under the paths of *wanted* below *folder*, in the kind the name says."""
    for name, photo in wanted.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(pictures / photo) as picture:
            picture.convert("CMYK" if "cmyk" in name else "RGB").save(target)


def judge_case(folder: Path, case: str, expected: ExpectedOutcome, outputs: Path, pictures: Path | None) -> CaseVerdict:
    """Run one case and compare with what is right; the ads of a brief go below *outputs*."""
    if case.startswith(EXCHANGE):
        return _judge_exchange(folder / EXCHANGE, case, expected, outputs / case.replace("/", "-"))
    work, made = outputs / f"{case.replace('/', '-')}-brief", outputs / case.replace("/", "-")
    path = folder / case
    copytree(path if path.is_dir() else path.parent, work)
    brief = "brief.yaml" if path.is_dir() else path.name
    if pictures is not None:
        add_pictures(work, expected.pictures, pictures)
    refused, message = run_command("validate", brief, "-o", str(made), folder=work)
    if refused and "--pseudo" not in expected.options:
        return CaseVerdict(case, expected.right, _shorten(message), tuple(_compare_refusal(message, expected)))
    options = "-o", str(made), "--provider", "studio", "-q", "--fail-on", "never", *expected.options
    code, message = run_command("run", brief, *options, folder=work)
    assets = [ad for found in made.glob("*/manifest.json") for ad in json.loads(found.read_text("utf-8"))["assets"]]
    if not assets:
        return CaseVerdict(case, expected.right, _shorten(message), tuple(_compare_refusal(message, expected)))
    wrong = [f"exit {code}: {_shorten(message)}"] if code else []
    wrong += ["it was not refused"] if expected.refused else []
    wrong += _compare_ads(assets, expected)
    return CaseVerdict(case, expected.right, _count_ads(assets), tuple(wrong))


def _compare_refusal(message: str, expected: ExpectedOutcome) -> Iterator[str]:
    if not expected.refused:
        yield "it was refused"
    elif not re.search(expected.refused, message, re.DOTALL):
        yield f"the message does not say {expected.refused!r}"


def _compare_ads(assets: list[dict[str, Any]], expected: ExpectedOutcome) -> Iterator[str]:
    reported = {(found["check"], found["code"], found["status"]) for ad in assets for found in ad["findings"]}
    worse = [(check, code) for check, code, status in reported if status not in {"PASS", "SKIP"}]
    named = {name for check, code in worse for name in (check, f"{check}.{code}")}
    for check, code, status in sorted(reported):
        allowed = check in expected.finds or f"{check}.{code}" in expected.finds
        if status in {"FAIL", "ERROR"} and not allowed:
            yield f"{status} {check}.{code}"
        elif status == "WARN" and check in expected.without:
            yield f"WARN {check}.{code}"
    yield from (f"{name} was not found" for name in expected.finds if name not in named)
    for ad in assets:
        yield from _compare_words(ad, expected)


def _compare_words(ad: dict[str, Any], expected: ExpectedOutcome) -> Iterator[str]:
    place = f"{ad['locale']} {ad['ratio']}"
    drawn = {block["role"]: "|".join(block["lines"]) for block in ad["layout"]}
    for role, pattern in expected.lines.items():
        if role in drawn and not re.search(pattern, drawn[role]):
            yield f"{place}: the {role} is {drawn[role]!r}"
    for role, pattern in expected.never.items():
        if re.search(pattern, drawn.get(role, "")):
            yield f"{place}: the {role} is {drawn[role]!r}"
    for check, pattern in expected.says.items():
        messages = [found["message"] for found in ad["findings"] if found["check"] == check]
        if not any(re.search(pattern, message) for message in messages):
            yield f"{place}: {check} says {'; '.join(messages)!r}"


def _judge_exchange(given: Path, case: str, expected: ExpectedOutcome, work: Path) -> CaseVerdict:
    copytree(given, work)
    run_command("copy", "export", "brief.yaml", folder=work)
    before = _read_memory(work)
    files = expected.files or (Path(case).name,)
    code, message = run_command("copy", "import", *files, folder=work)
    after = _read_memory(work)
    seen = f"exit {code}: {_shorten(message)}"
    if expected.refused:
        wrong = [*_compare_refusal(message, expected)]
        wrong += ["something was imported"] if after != before else []
        wrong += ["exit 0"] if not code else []
        return CaseVerdict(case, expected.right, seen, tuple(wrong))
    wrong = [
        f"{line} is {after.get(line, 'empty')!r}"
        for line, pattern in expected.memory.items()
        if not re.search(pattern, after.get(line, "empty"))
    ]
    return CaseVerdict(case, expected.right, seen, tuple(wrong))


def _read_memory(work: Path) -> dict[str, str]:
    run_command("copy", "export", "brief.yaml", "--format", "json", "-o", "memory", folder=work)
    lines = [line for file in (work / "memory").glob("*.json") for line in json.loads(file.read_text("utf-8"))["lines"]]
    filled = [line for line in lines if line["target"]]
    return {f"{line['locale']} {line['role']}": f"{line['status']}: {line['target']}" for line in filled}


def _count_ads(assets: list[dict[str, Any]]) -> str:
    counts = {status: sum(ad["status"] == status for ad in assets) for status in ("PASS", "WARN", "FAIL", "ERROR")}
    warned = sorted(
        {found["check"] for ad in assets for found in ad["findings"] if found["status"] not in {"PASS", "SKIP"}}
    )
    return ", ".join([*(f"{count} {status}" for status, count in counts.items() if count), *warned])


def _shorten(message: str, most: int = 110) -> str:
    line = re.sub(r"\s+", " ", re.sub(r"(?m)^\S*?([^/\s]+:\d+:\d+)", r"\1", message))
    return line if len(line) <= most else line[: most - 1] + "…"


def main() -> int:
    """Judge the cases and print the table; exit with 1 if one is wrong or unknown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="the start of a case's path")
    parser.add_argument("--pictures", type=Path, help="folder with photos")
    parser.add_argument("--keep", type=Path, help="folder for the ads")
    options = parser.parse_args()
    folder, known = options.folder.resolve(), read_expectations()
    cases = [case for case in list_cases(folder) if case.startswith(options.only)]
    files_of_others = {f"{EXCHANGE}/{name}" for facts in known.values() for name in facts.files}
    cases += [case for case in known if known[case].files and case.startswith(options.only)]
    cases = [case for case in cases if case not in files_of_others]
    unknown = [case for case in cases if case not in known]
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(WORKERS) as pool:
        outputs = (options.keep or Path(scratch)).resolve()
        outputs.mkdir(parents=True, exist_ok=True)
        judged = pool.map(
            lambda case: judge_case(folder, case, known[case], outputs, options.pictures), sorted({*cases} - {*unknown})
        )
        wrong = 0
        for verdict in judged:
            wrong += bool(verdict.wrong)
            print(f"{'WRONG' if verdict.wrong else 'right'}  {verdict.case:<44} {verdict.seen}", flush=True)
            for reason in verdict.wrong[:4]:
                print(f"       {verdict.right}; but {reason}", flush=True)
    for case in unknown:
        print(f"unknown  {case}: {KNOWN.name} does not say what is right")
    print(f"{len(cases) - len(unknown) - wrong} of {len(cases)} cases are right")
    return int(bool(wrong or unknown))


if __name__ == "__main__":
    sys.exit(main())
