"""The text that stands for an ad where it cannot be seen."""

from collections.abc import Iterator

from creative_cli.locale.locales import Locale
from creative_cli.locale.sentences import close_sentence
from creative_cli.models import AdCopy, Asset, LayoutEntry, LocalizedCopy


def describe_ad(asset: Asset, words: LocalizedCopy, brand: str, product: str) -> str:
    """Return the alt text of an ad: the brand, then every text it shows, in the language and the order of reading.

    The product's name is said where no text has it, and symbols as they are printed. The form is that of retail media
    (`[Brand]. [Text of the creative].`), without `image of`, as screen readers say that themselves.
    """
    texts = [" ".join(text.split()) for text in _list_texts(asset, words)]
    said = " ".join(texts).casefold()
    names = [name for name in (product,) if name.casefold() not in f"{brand} {said}".casefold()]
    begins = (*names, *texts)[:1]
    opening = [] if any(text.casefold().startswith(brand.casefold()) for text in begins) else [brand]
    return _join_sentences([*opening, *names, *texts], words.locale)


def _list_texts(asset: Asset, words: LocalizedCopy) -> Iterator[str]:
    shown = {entry.role: entry for entry in asset.layout}
    last = [role for role in ("cta", "disclaimer") if role in shown]
    for role in (*(role for role in ("kicker", "headline", "body") if role in shown), *last):
        if role in last[:1]:
            yield from _list_figures(asset, words)
        yield _find_printed(role, shown[role], asset.copy)
    if not last:
        yield from _list_figures(asset, words)


def _find_printed(role: str, entry: LayoutEntry, copy: AdCopy) -> str:
    """Return the text of a role: the long or the short one, whichever the lines of the ad are."""
    texts = (getattr(copy, role), getattr(copy, f"short_{role}", None))
    printed = _bare_letters("".join(entry.lines))
    joined = " ".join(entry.lines)
    return next((text for text in texts if text and _bare_letters(text) == printed), texts[0] or joined)


def _bare_letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _list_figures(asset: Asset, words: LocalizedCopy) -> Iterator[str]:
    """Yield the price and the discount beside the copy, and those of each product that an ad shows with others."""
    if not asset.layout:
        return  # a picture or a logo alone
    for entry in asset.products:
        yield entry.name if entry.price is None else f"{entry.name} {entry.price}"
    offer = words.offer
    if offer is None or asset.products:
        return
    if offer.price is not None:
        yield offer.price if offer.unit is None else f"{offer.unit} {offer.price}"
    for text in (offer.base, offer.percent, offer.note):
        if text is not None:
            yield text


def _join_sentences(texts: list[str], locale: Locale) -> str:
    ended = [close_sentence(text, locale.language, locale.script) for text in dict.fromkeys(texts)]
    joint = "" if locale.language in {"ja", "zh"} else " "
    return joint.join(ended).strip()
