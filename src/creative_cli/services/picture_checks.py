"""Checks pictures in files and folders, whoever made them, against channels or a brief.

A folder of our own ads has a manifest, which says for which channel each is, where its texts stand, and what was found
when it was made.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from creative_cli.brief.loader import LoadedBrief, load_brief
from creative_cli.channels import format_for_market, get_channel, load_channels
from creative_cli.checks.picture_file import CheckedPicture, CredentialsState, PictureFacts, TextRegion, Twin
from creative_cli.checks.profile import PICTURE_PROFILE
from creative_cli.checks.runner import run_profile
from creative_cli.color.contrast import LARGE_TEXT_CONTRAST
from creative_cli.errors import PictureError, StorageError, UsageError
from creative_cli.findings.judge import FindingJudge
from creative_cli.findings.located_finding import FindingSubject, LocatedFinding, locate_finding
from creative_cli.formats import Box, Format, parse_format
from creative_cli.imaging.content_credentials import CredentialsVerdict, has_c2pa, judge_credentials
from creative_cli.imaging.foreign_worker import run_in_worker
from creative_cli.imaging.picture_decoding import UNREADABLE
from creative_cli.imaging.picture_files import read_picture_file
from creative_cli.imaging.picture_inspection import inspect_picture
from creative_cli.imaging.picture_marks import build_picture_marks
from creative_cli.imaging.picture_signs import Grey, grey_of, picture_hash, picture_thumb
from creative_cli.imaging.source import decoding_limits, shape_pixels
from creative_cli.models import Asset, Finding, Pixels, Status
from creative_cli.provenance.source_types import SourceType
from creative_cli.services.judging import add_brief_waivers
from creative_cli.services.workspace import Workspace
from creative_cli.storage.outputs import OutputFolder

PICTURE_SUFFIXES = frozenset({"jpg", "jpeg", "jfif", "png", "webp", "avif", "gif", "tif", "tiff", "bmp"})
"""Names that pictures in a folder have; a file that is named itself may have any."""
MAX_PICTURES = 20_000
MAX_HASH_DISTANCE, MAX_THUMB_DIFFERENCE = 4, 3.0
"""Pictures of one size look the same up to so many of 64 bits, and so much mean difference of greys (0 to 255)."""
UNREADABLE_CHECK = "picture_kind"
MANIFEST_NAME = "manifest.json"
_MANIFEST_DEPTH = 3  # folders between an ad and its manifest: locale/format/


@dataclass(frozen=True, slots=True)
class CheckedPictures:
    """What was looked at, what was found, and how many files are no pictures.

    `statuses` are the worst of each picture, by its name.
    """

    statuses: Mapping[str, Status]
    findings: tuple[LocatedFinding, ...]
    others: int
    passed: Mapping[str, tuple[LocatedFinding, ...]] = field(default_factory=dict)

    @property
    def checked(self) -> tuple[FindingSubject, ...]:
        """The pictures as subjects of a report."""
        return tuple(FindingSubject(path=name) for name in self.statuses)


@dataclass(slots=True)
class _Seen:
    """Pictures that were looked at, for finding those that look the same."""

    files: dict[str, str] = field(default_factory=dict)
    looks: dict[tuple[object, ...], list[tuple[str, int, Grey]]] = field(default_factory=dict)


def check_pictures(
    paths: Sequence[Path], channels: Sequence[str], brief: Path | None, where: Workspace, judge: FindingJudge
) -> CheckedPictures:
    """Check every picture in *paths*, files and folders, against *channels* (names or their first words) or a *brief*.

    A picture that cannot be decoded is an ERROR. Raises UsageError for a path that does not exist, a folder without
    pictures and a channel that there is not, and BriefError.
    """
    forms = list_formats(channels)
    loaded = None if brief is None else load_brief(brief, translator=True)
    if loaded is not None:
        forms = (*forms, *_list_brief_formats(loaded))
        judge = add_brief_waivers(judge, loaded)
    files, others = _collect_files(paths)
    known = _ManifestFinder(where)
    seen, statuses = _Seen(), dict[str, Status]()
    found: list[LocatedFinding] = []
    passed: dict[str, tuple[LocatedFinding, ...]] = {}
    for file in files:
        own = judge.judge_findings(_check_file(file, forms, known, seen))
        name = file.as_posix()
        passed[name] = own
        counted = [one.status for one in own if one.waiver is None]
        statuses[name] = max((one for one in counted if one is not Status.SKIP), default=Status.PASS)
        found += own
    return CheckedPictures(statuses, tuple(found), others, passed)


def list_formats(names: Sequence[str]) -> tuple[Format, ...]:
    """Return the formats of channels, of all that begin with a name (meta.feed), and of ratios and sizes.

    Raises UsageError with similar names.
    """
    found: dict[str, Format] = {}
    known = load_channels()
    for name in names:
        group = [channel.format for one, channel in known.items() if one == name or one.startswith(f"{name}.")]
        if not group and name[:1].isdigit():
            try:
                group = [parse_format(name)]
            except ValueError as error:
                raise UsageError(f"{str(error).capitalize()}.", "Write a channel, 4:5 or 300x250.") from error
        found |= {form.name: form for form in group or [get_channel(name).format]}
    return tuple(found.values())


def _list_brief_formats(loaded: LoadedBrief) -> Iterator[Format]:
    for name in (*loaded.brief.channels, *loaded.brief.asked_ratios):
        form = get_channel(name).format if name in load_channels() else parse_format(name)
        yield from dict.fromkeys((form, *(format_for_market(form, one.locale.territory) for one in loaded.markets)))


def _collect_files(paths: Sequence[Path]) -> tuple[list[Path], int]:
    """Return the pictures in *paths* by name, and how many other files there are. Links are not followed."""
    found: dict[Path, None] = {}
    others = 0
    for path in paths:
        try:
            is_folder, exists = path.is_dir(), path.exists()
        except (OSError, ValueError) as error:
            raise UsageError(f"{path} cannot be read.", "Check the name.") from error
        if not exists:
            raise UsageError(f"There is no {path}.", "Name a picture or a folder of pictures.")
        if not is_folder:
            found[path] = None
            continue
        inside = sorted(one for one in path.rglob("*") if one.is_file() and not one.is_symlink())
        inside = [one for one in inside if not any(part.startswith(".") for part in one.relative_to(path).parts)]
        pictures = [one for one in inside if one.suffix.removeprefix(".").lower() in PICTURE_SUFFIXES]
        others += len(inside) - len(pictures)
        found |= dict.fromkeys(pictures)
    if not found:
        raise UsageError(
            f"There are no pictures in {', '.join(map(str, paths))}.",
            f"Pictures end in {', '.join(sorted(PICTURE_SUFFIXES))}.",
        )
    if len(found) > MAX_PICTURES:
        raise UsageError(f"There are {len(found):,} pictures.", f"Name folders with {MAX_PICTURES:,} at most.")
    return list(found), others


class _ManifestFinder:
    """Finds what a manifest says of a file, reading each manifest once."""

    def __init__(self, where: Workspace) -> None:
        self._where = where
        self._read: dict[Path, Mapping[str, Asset]] = {}
        self.campaigns: dict[Path, str] = {}

    def find(self, file: Path) -> tuple[Asset, str] | None:
        """Return the ad that a file is, and its campaign; None for a file in no manifest of ours."""
        target = file.resolve()
        for folder in list(target.parents)[:_MANIFEST_DEPTH]:
            assets = self._assets(folder)
            asset = assets.get(str(PurePosixPath(target.relative_to(folder).as_posix())))
            if asset is not None:
                return asset, self.campaigns[folder]
        return None

    def _assets(self, folder: Path) -> Mapping[str, Asset]:
        if folder not in self._read:
            found: dict[str, Asset] = {}
            if (folder / MANIFEST_NAME).is_file():
                try:
                    manifest = OutputFolder(folder.parent, folder.name, self._where.state).manifest()
                except StorageError:
                    manifest = None  # another tool's, or damaged: then nobody knows more than the file says
                if manifest is not None:
                    found = {asset.path: asset for asset in manifest.assets}
                    self.campaigns[folder] = manifest.campaign
            self._read[folder] = found
        return self._read[folder]


def _check_file(file: Path, forms: tuple[Format, ...], known: _ManifestFinder, seen: _Seen) -> Iterator[LocatedFinding]:
    name = file.as_posix()
    entry = known.find(file)
    asset, campaign = entry or (None, "")
    subject = FindingSubject(path=name)
    if asset is not None:
        subject = FindingSubject(campaign, asset.locale, asset.product, asset.ratio, name)
    try:
        data = read_picture_file(file, "the name")
        picture = _open_checked(data, file, forms, asset, seen)
    except PictureError as error:
        message = f"{error.sentence} No check could look at it."
        yield locate_finding(Finding(UNREADABLE_CHECK, "unreadable", Status.ERROR, message), subject, None)
        return
    for one in run_profile(PICTURE_PROFILE, picture):
        yield locate_finding(one, subject, None)
    # What the run found holds for the file that it wrote, and no other.
    if asset is not None and picture.recorded:
        for one in asset.findings:
            yield locate_finding(one, subject, None)


def _open_checked(
    data: bytes, file: Path, forms: tuple[Format, ...], asset: Asset | None, seen: _Seen
) -> CheckedPicture:
    name, sha256 = file.as_posix(), hashlib.sha256(data).hexdigest()
    options = {"name": name, **decoding_limits()}
    answer = run_in_worker(inspect_picture, data, name, options, "Export it again.")
    if UNREADABLE in answer.fields:
        raise PictureError(f"{name} is no picture that this tool reads.", "Export it as JPEG or PNG.")
    pixels = shape_pixels(answer)
    facts = _read_facts(answer.fields)
    if not forms and asset is not None:
        own = get_channel(asset.ratio).format if asset.ratio in load_channels() else parse_format(asset.ratio)
        forms = (format_for_market(own, asset.country),)
    fitting = next((form for form in forms if (form.width, form.height) == (facts.width, facts.height)), None)
    return CheckedPicture(
        name=name,
        suffix=file.suffix.removeprefix(".").lower(),
        size=len(data),
        facts=facts,
        pixels=pixels,
        forms=forms,
        form=fitting,
        twins=tuple(_find_twins(seen, name, sha256, pixels, asset)),
        texts=None if asset is None else tuple(_list_regions(asset)),
        recorded=None if asset is None else asset.sha256 == sha256,
        **_read_origin(data, name, answer.fields),
    )


def _read_origin(data: bytes, name: str, fields: Mapping[str, object]) -> dict[str, Any]:
    """Return what a file says of its origin, and whether its Content Credentials hold."""
    said = fields["marks"]
    if not isinstance(said, dict):
        raise TypeError("a worker answered with other fields")
    marks, credentials = build_picture_marks(said), CredentialsState.NONE
    if marks.credentials:
        credentials = CredentialsState.UNREAD
        if has_c2pa():
            invalid = judge_credentials(data, name).verdict is CredentialsVerdict.INVALID
            credentials = CredentialsState.INVALID if invalid else CredentialsState.VALID
    return {
        "marks": marks,
        "stated": tuple(SourceType(one) for one in said["stated"]),
        "credentials": credentials,
    }


def _read_facts(fields: Mapping[str, object]) -> PictureFacts:
    def text(key: str) -> str:
        return str(fields.get(key, ""))

    def number(key: str) -> int:
        return int(text(key) or 0)

    return PictureFacts(
        kind=text("kind"),
        width=number("width"),
        height=number("height"),
        mode=text("mode"),
        deep=bool(fields.get("deep")),
        palette=bool(fields.get("palette")),
        frames=number("frames"),
        profile=text("profile"),
        location=bool(fields.get("location")),
        author=text("author"),
        serial=text("serial"),
        turned=bool(fields.get("turned")),
    )


def _list_regions(asset: Asset) -> Iterator[TextRegion]:
    for entry in asset.layout:
        # Large text needs less, and the manifest has no weight: the lower of both is certain.
        yield TextRegion(entry.role, Box(entry.x, entry.y, entry.width, entry.height), LARGE_TEXT_CONTRAST)


def _find_twins(seen: _Seen, name: str, sha256: str, pixels: Pixels, asset: Asset | None) -> Iterator[Twin]:
    """Yield the pictures before this one that look the same; our own ads are compared within a market and format."""
    first = seen.files.setdefault(sha256, name)
    grey = grey_of(pixels)
    look, thumb = picture_hash(grey), picture_thumb(grey)
    group = (pixels.shape[:2], None if asset is None else (asset.locale, asset.ratio))
    others = seen.looks.setdefault(group, [])
    if first != name:
        yield Twin(first, same_file=True)
    for other, bits, small in others:
        close = (bits ^ look).bit_count() <= MAX_HASH_DISTANCE
        if other != first and close and float(np.abs(small - thumb).mean()) <= MAX_THUMB_DIFFERENCE:
            yield Twin(other, same_file=False)
    others.append((name, look, thumb))


def summarize_folders(statuses: Mapping[str, Status]) -> Iterable[tuple[str, Mapping[Status, int]]]:
    """Yield each folder with how many of its pictures have each status, by name."""
    folders: dict[str, dict[Status, int]] = {}
    for name, status in statuses.items():
        counts = folders.setdefault(str(PurePosixPath(name).parent), {})
        counts[status] = counts.get(status, 0) + 1
    return sorted(folders.items())
