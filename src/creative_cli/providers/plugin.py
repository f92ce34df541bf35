"""A plug-in's provider, whose bugs stay with it: the next provider is asked, as after any fault of a service."""

from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.providers.base import GeneratedImage, ImageRequest, ImageTask, Provider, ProviderHealth


class PluginProvider:
    """Passes everything on to a plug-in's provider; whatever it raises while it paints is an ApiError."""

    def __init__(self, provider: Provider, package: str) -> None:
        """Wrap *provider*; *package* is what messages call its package."""
        self._provider = provider
        self._package = package

    @property
    def name(self) -> str:
        """Its name, that of its entry point."""
        return self._provider.name

    @property
    def model(self) -> str:
        """Its model."""
        return self._provider.model

    @property
    def identity(self) -> str:
        """What its pictures depend on."""
        return self._provider.identity

    @property
    def tasks(self) -> frozenset[ImageTask]:
        """What it can do."""
        return self._provider.tasks

    def words(self, request: ImageRequest) -> str:
        """Return what it would be asked in words."""
        return self._provider.words(request)

    def size(self, request: ImageRequest) -> tuple[int, int]:
        """Return the size it would paint, px."""
        return self._provider.size(request)

    def estimate(self, request: ImageRequest) -> float:
        """Return what the picture may cost at most, USD."""
        return self._provider.estimate(request)

    async def paint(self, request: ImageRequest) -> GeneratedImage:
        """Paint once; raise ApiError. After a bug the picture may have been paid for, and the run says so."""
        try:
            painted: object = await self._provider.paint(request)
        except ApiError:
            raise
        except Exception as error:
            raise self._bug(f"{type(error).__name__}: {error}") from error
        if not isinstance(painted, GeneratedImage):
            raise self._bug(f"it painted a {type(painted).__name__}, not a GeneratedImage")
        return painted

    async def probe(self) -> ProviderHealth:
        """Ask whether it works."""
        try:
            return await self._provider.probe()
        except Exception as error:  # noqa: BLE001  # whatever fails is what was to be found out
            return ProviderHealth(ok=False, says=f"{self._package}: {type(error).__name__}: {error}")

    def _bug(self, problem: str) -> ApiError:
        return ApiError(ErrorKind.CONFIGURATION, f"The package {self._package} failed: {problem}", maybe_charged=True)
