"""The keys of a brief that packages are made with (`creative package`)."""

import re
from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema, field_validator

from creative_cli.brief.brief_model import BriefModel
from creative_cli.brief.delivery_facts import (
    DEFAULT_NAME,
    LANDING_FIELDS,
    NAME_FIELDS,
    explain_pattern,
    list_target_names,
)
from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.brief.text_rules import quote_for_message
from creative_cli.errors import UsageError

# The longest address that Google, LinkedIn and Meta take, characters (docs/delivery.md).
MAX_LANDING_PAGE = 2000

_BARE_NAME = re.compile(r"[A-Za-z0-9_-]*")


def _validate_landing_page(text: str) -> str:
    if re.search(r"[\s\x00-\x1f\x7f]", text):
        raise ValueError("contains a space or a control character: write %20 for a space.")
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        host = None
    if host is None or parts.scheme not in {"http", "https"}:
        raise ValueError(
            f"is {quote_for_message(text)}, but a landing page is an address such as https://solara.example/."
        )
    if parts.username is not None or parts.password is not None:
        raise ValueError("contains a user name or password, which every visitor would see: leave it out.")
    for problem in explain_pattern(text, LANDING_FIELDS):
        raise ValueError(problem)
    return text


def _validate_name_pattern(text: str) -> str:
    for problem in explain_pattern(text, NAME_FIELDS):
        raise ValueError(problem)
    rest = re.sub(r"\{[a-z]+\}", "", text)
    if not _BARE_NAME.fullmatch(rest):
        raise ValueError(
            "may have letters of English, digits, _ and - between its placeholders: other signs fail on some platform."
        )
    return text


def check_name_pattern(pattern: str) -> None:
    """Raise UsageError if *pattern* is no pattern of names."""
    try:
        _validate_name_pattern(pattern)
    except ValueError as error:
        raise UsageError(f"The pattern {pattern!r} {error}", f"The default is {DEFAULT_NAME}") from error


def _validate_button_code(text: str) -> str:
    if not re.fullmatch("[A-Z]+(_[A-Z]+)*", text):
        words = "_".join(re.findall("[A-Z]+", text.upper()))
        example = f", such as {words}" if words else ""
        raise ValueError(f"must be the platform's code for a button, in capitals and underscores{example}.")
    return text


def _validate_target(text: str) -> str:
    known = list_target_names()
    if text in known:
        return text
    meant = suggest_similar_word(text, known) or f" Targets are {', '.join(known)}."
    raise ValueError(f"is {quote_for_message(text)}, which is no target of packages.{meant}")


TargetName: TypeAlias = Annotated[
    str, AfterValidator(_validate_target), WithJsonSchema({"type": "string", "enum": list(list_target_names())})
]
ButtonCode: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(_validate_button_code)
]
LandingPage: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_LANDING_PAGE),
    AfterValidator(_validate_landing_page),
]
NamePattern: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_validate_name_pattern)
]


class UtmParameters(BriefModel):
    """Parameters that tell analytics where a visit came from; lowercase, because analytics keeps apart A and a."""

    source: str | None = Field(default=None, description="utm_source. Default: the platform, such as meta.")
    medium: str | None = Field(default=None, description="utm_medium. Default: display or paid_social.")
    campaign: str | None = Field(default=None, description="utm_campaign. Default: the campaign's name.")
    id: str | None = Field(default=None, description="utm_id: the campaign's number in your systems.")
    term: str | None = Field(default=None, description="utm_term: a keyword.")

    @field_validator("*")
    @classmethod
    def _plain(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,99}", value):
            words = "_".join(re.findall("[a-z0-9]+", value.lower()))
            example = f", such as {words}" if words else ""
            raise ValueError(f"must be lowercase letters, digits, _, - and points{example}.")
        return value


class Delivery(BriefModel):
    """How packages of the ads are made (docs/delivery.md)."""

    landing_page: LandingPage | None = Field(
        default=None,
        description="Where a click leads: an address; it may say {locale}, {language}, {country}, {product} and "
        "{campaign}. A product's or market's own comes first.",
    )
    name: NamePattern = Field(default=DEFAULT_NAME, description=f"Names of files and ads. Default: {DEFAULT_NAME}.")
    utm: UtmParameters | None = Field(default=None, description="UTM parameters other than the target's own.")
    targets: tuple[TargetName, ...] = Field(
        default=(),
        max_length=20,
        description="What `creative package` writes for without --for: [meta, google-ads]. Default: generic.",
    )
    call_to_action: ButtonCode | None = Field(
        default=None, description="The platform's code for its button, such as SHOP_NOW. Default: LEARN_MORE."
    )
