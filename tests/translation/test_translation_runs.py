"""Copy from the brief over a real server to adaptations with figures, with the real checks."""

import asyncio
import json
from pathlib import Path

from pydantic import SecretStr

from creative_cli.engine import planner
from creative_cli.engine.context import RunContext
from creative_cli.engine.copy import brief_assignments, find_copy
from creative_cli.engine.plan import RunOutcome
from creative_cli.http.budget import RunBudget
from creative_cli.http.client import Caller
from creative_cli.http.rate_limit import RateLimits
from creative_cli.models import CopySource, LocalizedCopy
from creative_cli.services import copy_exchange, translations
from creative_cli.services.workspace import Workspace
from creative_cli.settings import Settings
from creative_cli.storage.cache import Cache
from creative_cli.storage.circuit_breakers import StoredBreakers
from creative_cli.storage.outputs import OutputFolder
from creative_cli.storage.state import StateFolder
from creative_cli.translation.service import TranslationService
from tests.loopback import Loopback
from tests.translation.samples import GOOD, answered, brief, content


def test_words_come_with_the_figures_of_their_market(tmp_path: Path) -> None:
    """Each market's copy has its price; its template is kept and checked by the rules of the run."""
    path = tmp_path / "brief.json"
    markets = ["US", "DE", {"country": "CH", "language": "de", "offer": {"price": 4.5}}]
    path.write_text(json.dumps(brief(markets=markets)), "utf-8")
    (order,) = planner.build_plans([str(path)], planner.Slice(), translator=True)
    where = Workspace(tmp_path, StateFolder(tmp_path / "state"))
    where.state.create()
    caller = Caller(RateLimits(6), RunBudget(), StoredBreakers(where.state, {}, lambda _: None), lambda _: None)
    with Loopback() as server:
        server.answer = lambda seen: answered(seen, GOOD if seen.number else {**GOOD, "body": "Eistee: {price}"})
        settings = Settings(openai_api_key=SecretStr("sk-test"), openai_base_url=f"{server.url}/v1")
        context = RunContext(
            run_id="run",
            cache=Cache(where.state),
            folder=OutputFolder(where.output, order.campaign, where.state),
            outcome=RunOutcome(order),
            emit=lambda _: None,
            jobs=1,
            chain=None,
            studio=True,
            copy_desk=TranslationService(
                translations.open_copy_memory(where),
                translations.build_translator(where, settings, caller, Cache(where.state)),
            ),
        )
        found = asyncio.run(find_copy(order, (), context))
        reasons = [content(seen)["refused"]["reasons"] for seen in server.requests if "refused" in content(seen)]

    german, swiss = found["de-DE"], found["de-CH"]
    assert isinstance(german, LocalizedCopy)
    assert isinstance(swiss, LocalizedCopy)
    assert list(found) == ["de-DE", "de-CH"]
    assert "€" in (german.copy.body or "")
    assert "CHF" in (swiss.copy.body or "")
    assert german.template is not None
    assert german.template.body == GOOD["body"]
    assert german.source is CopySource.TRANSLATED
    assert len(reasons) == 1
    assert any("Solara" in reason for reason in reasons[0])


def test_a_channel_limits_its_lines() -> None:
    """What a channel takes in its longest field is the most a line may have; wide scripts have half."""
    loaded = copy_exchange.load_untranslated_brief(_channels(), "Fix the brief.")
    german, japanese = brief_assignments(loaded)

    assert [line.most for line in german.lines] == [90, 90, 60, 400]
    assert [line.most for line in japanese.lines] == [45, 45, 60, 400]


def _channels() -> Path:
    path = Path("channels.json")
    path.write_text(json.dumps(brief(channels=["google.rda.landscape"])), "utf-8")
    return path
