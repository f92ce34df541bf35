"""US dollars as people read them, the same in every message, report and page."""


def format_usd(usd: float) -> str:
    """Return US dollars to the cent; amounts below a cent get four decimals."""
    return f"{usd:.4f}" if usd > 0 and round(usd, 4) < 0.01 else f"{usd:.2f}"  # noqa: PLR2004  # a cent
