"""Galleries made by hand: a few ads that differ in what a test is about, or many."""

from creative_cli.gallery.cards import Gallery, GalleryCard, RecordedReview
from creative_cli.models import AdCopy, Asset, Finding, HeroEntry, LayoutEntry, Role, Status
from creative_cli.storage.cache import sha256_of

SOURCE = AdCopy("Summer, poured over ice", "Real peach.", "Taste it today", "Serve chilled.")
SIZES = {"1:1": (1080, 1080), "16:9": (1920, 1080), "9:16": (1080, 1920)}
FINDINGS = tuple(
    Finding(f"check_{number}", "ok", Status.PASS, f"what check {number} measured is {number}.5 as it should be")
    for number in range(11)
)


def asset(
    path: str = "en-US/1x1/iced-tea.jpg",
    *,
    country: str = "US",
    direction: str = "ltr",
    copy: AdCopy = SOURCE,
    status: Status = Status.PASS,
    ratio: str = "1:1",
) -> Asset:
    """Return an ad whose file holds its own path."""
    locale, _, name = path.split("/")
    width, height = SIZES[ratio]
    low = Finding("text_contrast", "low", status, "2.9:1 are measured", Role.HEADLINE)
    worse = () if status is Status.PASS else (low,)
    return Asset(
        path=path,
        product=name.partition(".")[0],
        country=country,
        locale=locale,
        direction=direction,
        ratio=ratio,
        width=width,
        height=height,
        bytes=240_000,
        sha256=sha256_of(path.encode()),
        hero=HeroEntry("packshot", "studio", "studio-1", 2**63, 0.0412),
        copy=copy,
        copy_source="brief",
        layout=(
            LayoutEntry("headline", 60, 280, 700, 120, 96.5, ("Summer,", "poured over ice"), overflow=False),
            LayoutEntry("cta", 60, height - 90, 300, 60, 40.0, ("Taste it today",), overflow=False),
        ),
        status=status,
        findings=(*FINDINGS, *worse),
    )


def card(one: Asset, product: str = "Solara Iced Tea", audience: str = "young adults") -> GalleryCard:
    """Return an ad with names."""
    return GalleryCard(one, product, f"Land of {one.country}", f"Language of {one.locale}", audience, SOURCE)


def gallery(*cards: GalleryCard, reviews: tuple[RecordedReview, ...] = (), campaign: str = "summer-drinks") -> Gallery:
    """Return a page with these ads."""
    return Gallery(campaign, "Solara", "en", "English", "ltr", cards, reviews)


def many(count: int) -> Gallery:
    """Return a page of *count* ads in up to fifty markets, each with copy of its own."""
    cards = []
    ratios = [*SIZES]
    for number in range(count):
        market, product, ratio = number // 10, number % 10 // 3, ratios[number % 3]
        copy = AdCopy(
            f"Headline {number} of a summer with friends", f"Body text number {number}, poured over ice.", "Go"
        )
        path = f"l{market}-{market:02}/{ratio.replace(':', 'x')}/product-{product}-{number % 10}.jpg"
        status = Status.WARN if number % 7 == 0 else Status.PASS
        one = asset(path, country=f"C{market}", copy=copy, ratio=ratio, status=status)
        cards.append(card(one, f"Product {product}"))
    return gallery(*cards, campaign="many")
