"""Turn a campaign brief into finished, localized, checked ad pictures.

What `__all__` names is the public API, listed in docs/api.md. Each member is imported when it is first used, which
keeps `import creative_cli` free of numpy, pydantic and Typst.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

__version__ = "0.1.0"

if TYPE_CHECKING:
    from creative_cli.api import estimate, plan, report, run, search, validate
    from creative_cli.brief.schema import Brief
    from creative_cli.checks.copy_text import CheckedCopy
    from creative_cli.checks.runner import Check, Outcome
    from creative_cli.engine.plan import RunPlan, RunResult
    from creative_cli.engine.previews import RunPreview
    from creative_cli.errors import (
        BriefError,
        CreativeError,
        ExitCode,
        FindingsError,
        PictureError,
        PluginError,
        Problem,
        ProviderError,
        StorageError,
        UsageError,
        WordsError,
    )
    from creative_cli.events import Event
    from creative_cli.http.api_error import ApiError, ErrorKind
    from creative_cli.models import Asset, Creative, Finding, Role, Status
    from creative_cli.providers.base import GeneratedImage, ImageRequest, ImageTask, Provider, ProviderHealth
    from creative_cli.retrieval.embedding import Closeness, Embedder
    from creative_cli.retrieval.filters import SearchFilters
    from creative_cli.retrieval.results import LookalikeAnswer, SearchAnswer
    from creative_cli.runlog.report.summary import Report
    from creative_cli.settings import Settings

__all__ = [
    "ApiError",
    "Asset",
    "Brief",
    "BriefError",
    "Check",
    "CheckedCopy",
    "Closeness",
    "Creative",
    "CreativeError",
    "Embedder",
    "ErrorKind",
    "Event",
    "ExitCode",
    "Finding",
    "FindingsError",
    "GeneratedImage",
    "ImageRequest",
    "ImageTask",
    "LookalikeAnswer",
    "Outcome",
    "PictureError",
    "PluginError",
    "Problem",
    "Provider",
    "ProviderError",
    "ProviderHealth",
    "Report",
    "Role",
    "RunPlan",
    "RunPreview",
    "RunResult",
    "SearchAnswer",
    "SearchFilters",
    "Settings",
    "Status",
    "StorageError",
    "UsageError",
    "WordsError",
    "__version__",
    "estimate",
    "plan",
    "report",
    "run",
    "search",
    "validate",
]

_MEMBERS: Final = {
    "api": ("estimate", "plan", "report", "run", "search", "validate"),
    "brief.schema": ("Brief",),
    "checks.copy_text": ("CheckedCopy",),
    "checks.runner": ("Check", "Outcome"),
    "engine.plan": ("RunPlan", "RunResult"),
    "engine.previews": ("RunPreview",),
    "errors": (
        *("BriefError", "CreativeError", "ExitCode", "FindingsError", "PictureError", "PluginError"),
        *("Problem", "ProviderError", "StorageError", "UsageError", "WordsError"),
    ),
    "events": ("Event",),
    "http.api_error": ("ApiError", "ErrorKind"),
    "models": ("Asset", "Creative", "Finding", "Role", "Status"),
    "providers.base": ("GeneratedImage", "ImageRequest", "ImageTask", "Provider", "ProviderHealth"),
    "runlog.report.summary": ("Report",),
    "retrieval.embedding": ("Closeness", "Embedder"),
    "retrieval.results": ("LookalikeAnswer", "SearchAnswer"),
    "retrieval.filters": ("SearchFilters",),
    "settings": ("Settings",),
}
HOMES: Final = {name: f"{__name__}.{module}" for module, names in _MEMBERS.items() for name in names}
"""The module of each member of the API."""


if not TYPE_CHECKING:  # a type checker that saw it would take any name for a member

    def __getattr__(name: str) -> object:
        """Import a member of the API from its module."""
        if name not in HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    """List the members of the API, loaded or not."""
    return sorted({*globals(), *__all__})
