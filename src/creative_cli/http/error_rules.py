"""What each exception of both SDKs, of their HTTP library, of Python and of Pillow means for a failed call.

Classes are named as text, which needs no import of the SDKs. A test walks the exceptions of both SDKs and of their
HTTP library and fails on one that has no row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from creative_cli.http.api_error import ErrorKind


@dataclass(frozen=True, slots=True)
class ErrorRule:
    """What an exception means; a `vague` one means what its cause means, if that has a rule.

    `step` is the next step where it differs from that of the kind.
    """

    kind: ErrorKind
    says: str
    maybe_charged: bool = False
    vague: bool = False
    step: str = ""


_UNREACHED = ErrorRule(ErrorKind.TRANSIENT, "could not be reached")
_BROKEN = ErrorRule(ErrorKind.TRANSIENT, "broke the connection before its answer was whole", maybe_charged=True)
_SLOW = ErrorRule(ErrorKind.TIMED_OUT, "did not answer in time", maybe_charged=True)
_GARBLED = ErrorRule(ErrorKind.BAD_ANSWER, "answered something that cannot be read", maybe_charged=True)
_UNSENDABLE = ErrorRule(
    ErrorKind.CONFIGURATION,
    "cannot be called: the address or the key has characters that cannot be sent",
    step="Paste {key} again.",
)
CERTIFICATES = ErrorRule(
    ErrorKind.CONFIGURATION,
    "cannot be trusted: its certificate does not match the ones of this machine, or those cannot be read",
    step="If a gateway inspects traffic, name its certificate in SSL_CERT_FILE, and check that the file exists.",
)
_BY_STATUS = ErrorRule(ErrorKind.BAD_ANSWER, "answered with an error without a status", maybe_charged=True)
UNSUITED = ErrorRule(ErrorKind.CONFIGURATION, "cannot be called this way")
_UNUSED = ErrorRule(ErrorKind.CONFIGURATION, "failed outside of a call, which should not happen here")

_NAMES_BY_RULE: Final[Mapping[ErrorRule, tuple[str, ...]]] = {
    _UNREACHED: (
        "httpx2.ConnectError",
        "httpx2.ConnectTimeout",
        "httpx2.PoolTimeout",
        "httpx2.WriteTimeout",
        "httpx2.WriteError",
        "httpx2.CloseError",
        "builtins.ConnectionRefusedError",
        "socket.gaierror",
        "ssl.SSLError",
    ),
    ErrorRule(
        ErrorKind.TRANSIENT,
        "could not be reached through this machine's proxy",
        step="Check HTTPS_PROXY, and the proxy's own password.",
    ): ("httpx2.ProxyError",),
    ErrorRule(ErrorKind.TRANSIENT, "could not be reached", vague=True): ("openai.APIConnectionError",),
    _BROKEN: (
        "httpx2.ReadError",
        "httpx2.RemoteProtocolError",
        "httpx2.NetworkError",
        "httpx2.ProtocolError",
        "httpx2.TransportError",
        "httpx2.RequestError",
        "httpx2.HTTPError",
        "builtins.ConnectionError",
        "openai.WebSocketConnectionClosedError",
        "huggingface_hub.errors.IncompleteGenerationError",
    ),
    _SLOW: ("httpx2.ReadTimeout", "httpx2.TimeoutException", "builtins.TimeoutError"),
    ErrorRule(ErrorKind.TIMED_OUT, "did not answer in time", maybe_charged=True, vague=True): (
        "openai.APITimeoutError",
        "huggingface_hub.errors.InferenceTimeoutError",
        "huggingface_hub.errors.InferenceEndpointTimeoutError",
    ),
    _GARBLED: (
        "httpx2.DecodingError",
        "httpx2.StreamError",
        "httpx2.StreamConsumed",
        "httpx2.StreamClosed",
        "httpx2.ResponseNotRead",
        "httpx2.RequestNotRead",
        "httpx2.CookieConflict",
        "httpx2.SSEError",
        "openai.APIError",
        "openai.APIResponseValidationError",
        "huggingface_hub.errors.UnknownError",
        "huggingface_hub.errors.TextGenerationError",
        "huggingface_hub.errors.GenerationError",
        "json.decoder.JSONDecodeError",
        "binascii.Error",
        "pydantic_core._pydantic_core.ValidationError",
        "PIL.UnidentifiedImageError",
        "PIL.Image.DecompressionBombError",
        "PIL.Image.DecompressionBombWarning",
        "builtins.UnicodeDecodeError",
        "builtins.AttributeError",
        "builtins.TypeError",
        "builtins.KeyError",
        "builtins.IndexError",
        "builtins.LookupError",
        "builtins.ValueError",
        "builtins.SyntaxError",  # Pillow's word for a broken PNG
        "builtins.EOFError",
        "builtins.RecursionError",  # JSON nested without end
        "builtins.OSError",  # Pillow's word for a damaged picture; errors of the network have rows of their own
    ),
    ErrorRule(ErrorKind.BAD_ANSWER, "stopped before its answer was whole", maybe_charged=True): (
        "openai.LengthFinishReasonError",
    ),
    ErrorRule(ErrorKind.CONTENT_POLICY, "refuses to answer this"): ("openai.ContentFilterFinishReasonError",),
    ErrorRule(ErrorKind.TRANSIENT, "is overloaded"): ("huggingface_hub.errors.OverloadedError",),
    _UNSENDABLE: ("httpx2.LocalProtocolError", "builtins.UnicodeEncodeError"),
    ErrorRule(ErrorKind.CONFIGURATION, "cannot be called: its address is invalid"): (
        "httpx2.UnsupportedProtocol",
        "httpx2.InvalidURL",
        "httpx2.TooManyRedirects",
    ),
    CERTIFICATES: ("ssl.SSLCertVerificationError", "builtins.FileNotFoundError", "builtins.PermissionError"),
    ErrorRule(ErrorKind.AUTH, "has no key that works"): (
        "openai._exceptions.SubjectTokenProviderError",
        "huggingface_hub.errors.LocalTokenNotFoundError",
        "huggingface_hub.errors.OIDCError",
        "huggingface_hub.errors.DeviceCodeError",
    ),
    ErrorRule(
        ErrorKind.CONFIGURATION,
        "cannot be called: the settings of this machine keep Hugging Face offline",
        step="Unset HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE.",
    ): ("huggingface_hub.errors.OfflineModeIsEnabled",),
    UNSUITED: (
        "openai.OpenAIError",
        "openai._AmbiguousModuleClientUsageError",
        "builtins.NotImplementedError",
        "builtins.ImportError",
        "huggingface_hub.errors.HFValidationError",
        "huggingface_hub.errors.HfUriError",
        "huggingface_hub.errors.ValidationError",
        "huggingface_hub.errors.InferenceEndpointError",
        "huggingface_hub.errors.StrictDataclassError",
        "huggingface_hub.errors.StrictDataclassDefinitionError",
        "huggingface_hub.errors.StrictDataclassFieldValidationError",
        "huggingface_hub.errors.StrictDataclassClassValidationError",
    ),
    _BY_STATUS: (
        "httpx2.HTTPStatusError",
        "openai.APIStatusError",
        "openai.BadRequestError",
        "openai.AuthenticationError",
        "openai.OAuthError",
        "openai.PermissionDeniedError",
        "openai.NotFoundError",
        "openai.ConflictError",
        "openai.UnprocessableEntityError",
        "openai.RateLimitError",
        "openai.InternalServerError",
        "huggingface_hub.errors.HfHubHTTPError",
        "huggingface_hub.errors.BadRequestError",
        "huggingface_hub.errors.BucketNotFoundError",
        "huggingface_hub.errors.BucketBatchError",
        "huggingface_hub.errors.JobNotFoundError",
        "huggingface_hub.errors.RepositoryNotFoundError",
        "huggingface_hub.errors.GatedRepoError",
        "huggingface_hub.errors.DisabledRepoError",
        "huggingface_hub.errors.RevisionNotFoundError",
        "huggingface_hub.errors.RemoteEntryNotFoundError",
    ),
    # Raised by parts of the SDKs that are not used here: downloads, webhooks, sandboxes, command lines.
    _UNUSED: (
        "openai.InvalidWebhookSignatureError",
        "openai.WebSocketQueueFullError",
        "huggingface_hub.errors.CacheNotFound",
        "huggingface_hub.errors.CorruptedCacheException",
        "huggingface_hub.errors.CachedRepoTreeNotFoundError",
        "huggingface_hub.errors.SafetensorsParsingError",
        "huggingface_hub.errors.NotASafetensorsRepoError",
        "huggingface_hub.errors.DryRunError",
        "huggingface_hub.errors.FileMetadataError",
        "huggingface_hub.errors.RevisionResolutionError",
        "huggingface_hub.errors.EntryNotFoundError",
        "huggingface_hub.errors.LocalEntryNotFoundError",
        "huggingface_hub.errors.IncompleteSnapshotError",
        "huggingface_hub.errors.DDUFError",
        "huggingface_hub.errors.DDUFCorruptedFileError",
        "huggingface_hub.errors.DDUFExportError",
        "huggingface_hub.errors.DDUFInvalidEntryNameError",
        "huggingface_hub.errors.XetDownloadError",
        "huggingface_hub.errors.FileDuplicationError",
        "huggingface_hub.errors.CLIError",
        "huggingface_hub.errors.ConfirmationError",
        "huggingface_hub.errors.CLIExtensionInstallError",
        "huggingface_hub.errors.SandboxError",
        "huggingface_hub.errors.SandboxCommandError",
    ),
}

ERROR_RULES: Final[Mapping[str, ErrorRule]] = {name: rule for rule, names in _NAMES_BY_RULE.items() for name in names}
"""The rule of each exception, by `module.Class`."""


def find_rule(error: BaseException) -> ErrorRule | None:
    """Return the rule of *error*'s class or its nearest base that has one; None for an error no service causes."""
    for ancestor in type(error).__mro__:
        rule = ERROR_RULES.get(f"{ancestor.__module__}.{ancestor.__qualname__}")
        if rule is not None:
            return rule
    return None
