"""UTM parameters on landing pages (GA4: support.google.com/analytics/answer/10917952)."""

from collections.abc import Mapping

ORDER = ("source", "medium", "campaign", "id", "term", "content")


def list_utm_parameters(
    defaults: Mapping[str, str], own: Mapping[str, str], campaign: str, name: str
) -> tuple[tuple[str, str], ...]:
    """Return the parameters of an ad: the target's, the brief's *own* over them, the ad's *name* as its content.

    With the name of the file as content, the file, the ad and the row of the report agree.
    """
    values = {"campaign": campaign, **defaults, **own, "content": name}
    return tuple((f"utm_{key}", values[key]) for key in ORDER if values.get(key))


def list_new_parameters(address: str, parameters: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the parameters that *address* does not have yet: one that is set twice is counted as either by chance."""
    query = address.partition("#")[0].partition("?")[2]
    present = {pair.partition("=")[0] for pair in query.split("&")}
    return tuple((name, value) for name, value in parameters if name not in present)


def tag_address(address: str, parameters: tuple[tuple[str, str], ...]) -> str:
    """Return *address* with the parameters it does not have yet, before its fragment; empty if it is empty.

    The address itself is not encoded again: braces and percent signs of a platform's macros stay as they are.
    """
    if not address:
        return ""
    page, hash_sign, fragment = address.partition("#")
    start, question, query = page.partition("?")
    added = [f"{name}={value}" for name, value in list_new_parameters(address, parameters)]
    whole = "&".join((*(part for part in (query,) if part), *added))
    return f"{start}{'?' if whole or question else ''}{whole}{hash_sign}{fragment}"
