"""Remembers which rows of a feed have copy that passed before a run: the next run looks at changed rows only."""

import hashlib
from contextlib import suppress
from dataclasses import replace

from creative_cli.brief.schema import Product
from creative_cli.brief.together import find_together
from creative_cli.code_digest import code_digest
from creative_cli.engine.plan import RunPlan
from creative_cli.errors import StorageError
from creative_cli.models import Status
from creative_cli.stages import check, compose, copyfitting
from creative_cli.storage.atomic import read_bytes, write_bytes
from creative_cli.storage.cache import Cache, key_of


class PassedRows:
    """The rows of one feed whose copy passed; one file of the cache, which can be deleted."""

    def __init__(self, plan: RunPlan, cache: Cache, fail_from: Status, *, paid: bool) -> None:
        """Read what passed when the copy of *plan* was checked, with *fail_from* as the lowest status that stops it.

        *paid* says whether providers may paint its pictures.
        """
        look = plan.look
        self._plan = plan
        self._path = cache.folder / "passed" / f"{plan.campaign}.txt"
        self._shared = key_of(
            "passed rows",
            code=code_digest("creative_cli.services.brief_findings"),
            checks=check.check_digests(plan.last_day),
            brief=plan.brief.brief.model_dump_json(exclude={"products"}),
            look=compose.look_identity(look),
            fonts=copyfitting.type_fonts_digest(look.fonts),
            words=plan.adaptations,
            fail_from=fail_from,
            paid=paid,
        )
        head, *rows = (read_bytes(self._path) or b"").decode("ascii", "replace").split() or [""]
        self._passed = frozenset(rows) if head == self._shared else frozenset[str]()

    def list_others(self) -> RunPlan:
        """Return the plan with the products that are new or changed since, and with sets of products."""
        others = tuple(one for one in self._plan.products if self._digest(one) not in self._passed)
        return replace(self._plan, products=others)

    def record_rows(self) -> None:
        """Record that all rows of the plan have passed; where nothing can be written, they are looked at again."""
        rows = {digest for one in self._plan.products if (digest := self._digest(one))}
        with suppress(StorageError):
            if rows != self._passed:
                write_bytes(self._path, "\n".join((self._shared, *sorted(rows), "")).encode())

    def _digest(self, product: Product) -> str:
        """Return the digest of a row; empty for a set, whose words are those of several rows."""
        if find_together(self._plan.brief.brief, product.id) is not None:
            return ""
        text = f"{self._shared}\n{product.model_dump_json()}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
