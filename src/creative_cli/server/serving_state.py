"""What the operations of the API need of their server."""

import logging
from typing import Annotated, Final, TypeAlias

from fastapi import Depends, Query, Request

from creative_cli.server.shared_reads import SharedReads
from creative_cli.services.run_orders import KnownOrders
from creative_cli.services.workspace import Workspace

API_PATH: Final = "/api/v1"
PAGE_SIZE: Final = 100
MAX_PAGE_SIZE: Final = 1000
MAX_OFFSET: Final = 1_000_000
_log = logging.getLogger(__name__)


def get_workspace(request: Request) -> Workspace:
    """Return the folders and settings of the server."""
    where: Workspace = request.app.state.workspace
    return where


def get_shared_reads(request: Request) -> SharedReads:
    """Return what lets requests share their readings."""
    reads: SharedReads = request.app.state.reads
    return reads


def get_known_orders(request: Request) -> KnownOrders:
    """Return what is known of orders."""
    orders: KnownOrders = request.app.state.orders
    return orders


PageOffset: TypeAlias = Annotated[int, Query(ge=0, le=MAX_OFFSET, description="Leave out so many, from the start.")]
PageLimit: TypeAlias = Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE, description="List so many at most.")]
OrdersOfServer: TypeAlias = Annotated[KnownOrders, Depends(get_known_orders)]
ReadsOfServer: TypeAlias = Annotated[SharedReads, Depends(get_shared_reads)]
WorkspaceOfServer: TypeAlias = Annotated[Workspace, Depends(get_workspace)]


def note_wait(sentence: str) -> None:
    """Put what a command would say into the log."""
    _log.info(sentence)
