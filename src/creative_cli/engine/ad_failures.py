"""Record the ads that could not be made, and why."""

from collections.abc import Iterable

from creative_cli.brief.schema import Product
from creative_cli.engine.context import RunContext
from creative_cli.errors import CreativeError
from creative_cli.events import AssetFailed
from creative_cli.formats import Format
from creative_cli.models import LocalizedCopy


def fail_unfinished_ads(
    ads: Iterable[tuple[Product, Format, LocalizedCopy]], error: CreativeError, context: RunContext
) -> None:
    """Record *error* for each of *ads* that is not finished."""
    done = context.outcome.finished()
    for product, form, words in ads:
        if (words.locale.tag, product.id, form.name, words.variant) not in done:
            record_failed_ad(product.id, form, words, error, context)


def record_failed_ad(
    product: str, form: Format, words: LocalizedCopy, error: CreativeError, context: RunContext
) -> None:
    """Record *error* for one ad."""
    locale = words.locale
    context.outcome.fail(product, form, words, error)
    kind = type(error).__name__
    context.emit(AssetFailed(product, locale.territory, locale.tag, form.name, kind, error.sentence, words.variant))
