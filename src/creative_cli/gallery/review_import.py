"""Verdicts on their way into the journal: the exported file, what of it still holds, how far a review has come."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from creative_cli.errors import UsageError
from creative_cli.events import AssetReviewed
from creative_cli.gallery.cards import RecordedReview
from creative_cli.models import Asset
from creative_cli.runlog.journal import Journal, new_run_id
from creative_cli.storage.codec import CodecError, decode_json, decode_record
from creative_cli.storage.state import StateFolder

REVIEW_EXPORT_KIND = "creative-review"
REVIEW_EXPORT_SCHEMA = 1
REVIEW_VERDICTS = ("approved", "rejected")
MAX_COMMENT_UNITS = 2000
"""Characters of a comment, as JavaScript counts them: in UTF-16."""
MAX_REVIEW_BYTES = 16 * 1024 * 1024
"""Of an exported file: two thousand verdicts, each with the longest comment, in any script."""
_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_SHA256 = re.compile("[0-9a-f]{64}")
EXPORT_AGAIN = "Export the review from the gallery page anew, and do not change the file."


@dataclass(frozen=True, slots=True)
class ExportedReview:
    """One decision as the page exports it; `at` is the reviewer's clock, kept for people to read only."""

    path: str
    sha256: str
    verdict: str
    comment: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class ReviewExport:
    """What `Export review` writes; `exported_at` is not used."""

    schema: int
    kind: str
    campaign: str
    reviews: tuple[ExportedReview, ...]
    exported_at: str = ""


@dataclass(frozen=True, slots=True)
class ReviewComparison:
    """The decisions of a file: those to put on record, those on record already, those of bytes that are gone."""

    new: tuple[ExportedReview, ...]
    known: tuple[ExportedReview, ...]
    stale: tuple[ExportedReview, ...]


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How far a campaign's review has come, by its latest verdicts on the bytes that are there."""

    campaign: str
    approved: int
    rejected: int
    pending: int


def read_review_export(data: bytes, name: str) -> ReviewExport:
    """Read what the page exported; raise UsageError for anything else: the file comes from a mail, not from us."""
    if len(data) > MAX_REVIEW_BYTES:
        raise UsageError(f"{name} is larger than {MAX_REVIEW_BYTES // 2**20} MB: no review is.", EXPORT_AGAIN)
    try:
        file = decode_record(ReviewExport, decode_json(data))
        _validate_export(file)
    except CodecError as error:
        raise UsageError(f"{name} is not a review this version of creative can read: {error}.", EXPORT_AGAIN) from error
    twice = [path for path, count in Counter(review.path for review in file.reviews).items() if count > 1]
    if twice:
        raise UsageError(f"{name} decides twice on {', '.join(sorted(twice)[:5])}.", EXPORT_AGAIN)
    return file


def _validate_export(file: ReviewExport) -> None:
    if file.kind != REVIEW_EXPORT_KIND or file.schema != REVIEW_EXPORT_SCHEMA:
        raise CodecError(
            f"it is {file.kind!r:.40}, schema {file.schema}, not {REVIEW_EXPORT_KIND!r}, schema {REVIEW_EXPORT_SCHEMA}"
        )
    for review in file.reviews:
        where = f"{review.path!r:.120}"
        if not _PATH.fullmatch(review.path) or not _SHA256.fullmatch(review.sha256):
            raise CodecError(f"{where} with {review.sha256!r:.80} is no path of an ad with its SHA-256")
        if review.verdict not in REVIEW_VERDICTS:
            raise CodecError(f"the verdict on {where} is {review.verdict!r:.40}, not {' or '.join(REVIEW_VERDICTS)}")
        if len(review.comment.encode("utf-16-le", "surrogatepass")) // 2 > MAX_COMMENT_UNITS:
            raise CodecError(f"the comment on {where} is longer than {MAX_COMMENT_UNITS} characters")
        if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in review.comment):
            raise CodecError(f"the comment on {where} holds a control character")


def compare_reviews(
    file: ReviewExport, assets: Iterable[Asset], recorded: Iterable[RecordedReview]
) -> ReviewComparison:
    """Compare a file with the manifest's *assets* and what is on record; a verdict counts for the same bytes only."""
    current = {asset.path: asset.sha256 for asset in assets}
    latest = {(review.path, review.sha256): (review.verdict, review.comment) for review in recorded}
    new, known, stale = [], [], []
    for review in file.reviews:
        if current.get(review.path) != review.sha256:
            stale.append(review)
        elif latest.get((review.path, review.sha256)) == (review.verdict, review.comment):
            known.append(review)
        else:
            new.append(review)
    return ReviewComparison(tuple(new), tuple(known), tuple(stale))


def journal_reviews(campaign: str, reviews: Sequence[ExportedReview], reviewer: str, state: StateFolder) -> None:
    """Append the verdicts to a journal of their own; nothing is written when there are none. Raises StorageError."""
    if not reviews:
        return
    state.create()
    with Journal.open(state, new_run_id()) as book:
        for one in reviews:
            book.append(AssetReviewed(campaign, one.path, one.sha256, one.verdict, one.comment, reviewer))


def count_verdicts(campaign: str, assets: Iterable[Asset], recorded: Iterable[RecordedReview]) -> ReviewProgress:
    """Count the verdicts on the bytes that are there."""
    verdicts = {(review.path, review.sha256): review.verdict for review in recorded}
    count = Counter(verdicts.get((asset.path, asset.sha256), "pending") for asset in assets)
    return ReviewProgress(campaign, count["approved"], count["rejected"], count["pending"])
