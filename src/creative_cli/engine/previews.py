"""What a run would make, and what it would cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImagePreview:
    """Where a product's picture would come from and what it would cost at most, USD.

    `prompt` is empty if no provider is asked; `size` is in px. `kept` says that an earlier run bought the picture.
    """

    product: str
    picture: str
    provider: str
    cost_usd: float
    size: str = ""
    prompt: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class RunPreview:
    """What a run would make; translating the locales `translated` costs at most `copy_usd`.

    `template_texts` are those that the user's template writes itself.
    """

    campaign: str
    folder: str
    assets: int
    heroes: tuple[ImagePreview, ...]
    formats: tuple[str, ...]
    locales: tuple[str, ...]
    translated: tuple[str, ...] = ()
    copy_usd: float = 0.0
    variants: tuple[str, ...] = ()
    template_texts: tuple[str, ...] = ()

    @property
    def cost_usd(self) -> float:
        """The maximum cost in USD."""
        return sum(hero.cost_usd for hero in self.heroes) + self.copy_usd
