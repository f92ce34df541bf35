"""What the operations of the API need of their server."""

import logging
from typing import Annotated, Final, TypeAlias

from fastapi import Depends, Request

from creative_cli.server.shared_reads import SharedReads
from creative_cli.services.workspace import Workspace

API_PATH: Final = "/api/v1"
_log = logging.getLogger(__name__)


def get_workspace(request: Request) -> Workspace:
    """Return the folders and settings of the server."""
    where: Workspace = request.app.state.workspace
    return where


def get_shared_reads(request: Request) -> SharedReads:
    """Return what lets requests share their readings."""
    reads: SharedReads = request.app.state.reads
    return reads


ReadsOfServer: TypeAlias = Annotated[SharedReads, Depends(get_shared_reads)]
WorkspaceOfServer: TypeAlias = Annotated[Workspace, Depends(get_workspace)]


def note_wait(sentence: str) -> None:
    """Put what a command would say into the log."""
    _log.info(sentence)
