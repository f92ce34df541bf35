"""Imports the verdicts that the gallery page exports, and counts the progress of a review."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from creative_cli.errors import UsageError
from creative_cli.events import AssetReviewed
from creative_cli.gallery.cards import GALLERY_SCHEMA, RecordedReview
from creative_cli.models import Asset
from creative_cli.runlog.journal import Journal, new_run_id
from creative_cli.storage.codec import CodecError, decode_json, decode_record, show_value
from creative_cli.storage.state import StateFolder

REVIEW_EXPORT_KIND = "creative-review"
REVIEW_VERDICTS = ("approved", "rejected")

# Length limit of a comment, in UTF-16 units as JavaScript counts.
MAX_COMMENT_UNITS = 2000

# Enough for eight thousand verdicts, each with the longest comment, in any script, and for all of 60,000 ads without.
MAX_REVIEW_BYTES = 64 * 1024 * 1024

_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_SHA256 = re.compile("[0-9a-f]{64}")
_EXPORT_AGAIN = "Export the review from the gallery page again, and do not edit the file."


@dataclass(frozen=True, slots=True)
class ReviewExport:
    """The file that `Export review` writes; `exported_at` is for people only."""

    schema: int
    kind: str
    campaign: str
    reviews: tuple[RecordedReview, ...]
    exported_at: str = ""


@dataclass(frozen=True, slots=True)
class ReviewComparison:
    """The verdicts of a file: new ones, those already recorded, and stale ones on bytes that no longer exist."""

    new: tuple[RecordedReview, ...]
    known: tuple[RecordedReview, ...]
    stale: tuple[RecordedReview, ...]


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """Number of ads by the verdict that counts; verdicts on other bytes do not count.

    `conflicts` are the rejected ads that another reviewer approves.
    """

    campaign: str
    approved: int
    rejected: int
    pending: int
    conflicts: tuple[RecordedReview, ...] = ()


def read_review_export(data: bytes, name: str) -> ReviewExport:
    """Return an exported review; raise UsageError for any other file, as it may come by mail."""
    if len(data) > MAX_REVIEW_BYTES:
        raise UsageError(f"{name} is larger than {MAX_REVIEW_BYTES // 2**20} MB: no review is.", _EXPORT_AGAIN)
    try:
        file = decode_record(ReviewExport, decode_json(data))
        _validate_export(file)
    except CodecError as error:
        sentence = f"{name} is not a review that this version of creative can read: {error}."
        raise UsageError(sentence, _EXPORT_AGAIN) from error
    twice = [path for path, count in Counter(review.path for review in file.reviews).items() if count > 1]
    if twice:
        raise UsageError(f"{name} has two verdicts on {', '.join(sorted(twice)[:5])}.", _EXPORT_AGAIN)
    return file


def _validate_export(file: ReviewExport) -> None:
    if file.kind != REVIEW_EXPORT_KIND or file.schema != GALLERY_SCHEMA:
        expected = f"{REVIEW_EXPORT_KIND!r}, schema {GALLERY_SCHEMA}"
        raise CodecError(f"it is {file.kind!r:.40}, schema {show_value(file.schema, 20)}, not {expected}")
    for review in file.reviews:
        where = f"{review.path!r:.120}"
        if not _PATH.fullmatch(review.path) or not _SHA256.fullmatch(review.sha256):
            raise CodecError(f"{where} with {review.sha256!r:.80} is not the path of an ad with its SHA-256")
        if review.reviewer or review.approved_by:
            raise CodecError(f"the verdict on {where} names a reviewer, which exported files do not")
        if review.verdict not in REVIEW_VERDICTS:
            raise CodecError(f"the verdict on {where} is {review.verdict!r:.40}, not {' or '.join(REVIEW_VERDICTS)}")
        if len(review.comment.encode("utf-16-le", "surrogatepass")) // 2 > MAX_COMMENT_UNITS:
            raise CodecError(f"the comment on {where} is longer than {MAX_COMMENT_UNITS} characters")
        if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in review.comment):
            raise CodecError(f"the comment on {where} contains a control character")


def compare_reviews(
    file: ReviewExport, assets: Iterable[Asset], recorded: Iterable[RecordedReview]
) -> ReviewComparison:
    """Compare the verdicts of a file with the manifest's *assets* and the *recorded* ones, several of an ad perhaps."""
    current = {asset.path: asset.sha256 for asset in assets}
    latest: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for review in recorded:
        latest.setdefault((review.path, review.sha256), set()).add((review.verdict, review.comment))
    new, known, stale = [], [], []
    for review in file.reviews:
        if current.get(review.path) != review.sha256:
            stale.append(review)
        elif (review.verdict, review.comment) in latest.get((review.path, review.sha256), ()):
            known.append(review)
        else:
            new.append(review)
    return ReviewComparison(tuple(new), tuple(known), tuple(stale))


def journal_reviews(campaign: str, reviews: Sequence[RecordedReview], reviewer: str, state: StateFolder) -> None:
    """Write the verdicts, if any, to a new journal. Raises StorageError."""
    if not reviews:
        return
    state.create()
    with Journal.open(state, new_run_id(state.journal)) as journal:
        for one in reviews:
            journal.append(AssetReviewed(campaign, one.path, one.sha256, one.verdict, one.comment, reviewer))


def count_verdicts(campaign: str, assets: Iterable[Asset], recorded: Iterable[RecordedReview]) -> ReviewProgress:
    """Count the verdicts on the current bytes of *assets*."""
    reviews = {(review.path, review.sha256): review for review in recorded}
    current = [(asset.path, asset.sha256) for asset in assets]
    count = Counter(reviews[ad].verdict if ad in reviews else "pending" for ad in current)
    conflicts = tuple(reviews[ad] for ad in current if ad in reviews and reviews[ad].approved_by)
    return ReviewProgress(campaign, count["approved"], count["rejected"], count["pending"], conflicts)
