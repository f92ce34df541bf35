"""Vectors in Chroma: every near one is found, however the campaigns crowd together."""

from pathlib import Path

import numpy as np
import pytest

from creative_cli.errors import InterruptedRunError
from creative_cli.retrieval.chroma import VectorLocation, open_vectors


def test_markets_of_one_campaign_are_all_found(tmp_path: Path) -> None:
    """Two hundred near-duplicates that arrive together do not hide others of their kind.

    With Chroma's own graph settings one in twenty of these neighbours stays unfound.
    """
    campaigns, each, dimension = 40, 200, 32
    draw = np.random.default_rng(0)
    centres = draw.normal(size=(campaigns, dimension)) * 0.45 / dimension**0.5 + 0.9 / dimension**0.5
    vectors = np.repeat(centres, each, axis=0) + draw.normal(size=(campaigns * each, dimension)) * 0.01
    rows = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    with open_vectors(VectorLocation(tmp_path / "vectors"), "any", dimension, create=True) as store:
        for campaign in range(campaigns):
            names = [f"{campaign}/{number}" for number in range(each)]
            store.upsert(names, list(rows[campaign * each : (campaign + 1) * each]))
        found = sum(
            name.startswith(f"{campaign}/")
            for campaign in range(campaigns)
            for name, _ in store.nearest(centres[campaign].astype(np.float32), each)
        )

    assert found == campaigns * each


def test_ctrl_c_while_chroma_connects_is_still_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chroma turns what interrupts it into an error of its own; the run must end as any interrupted one."""

    def press(*_: object, **__: object) -> None:
        raise InterruptedRunError("Interrupted.", "Run the same command again to continue.")

    with open_vectors(VectorLocation(tmp_path / "first"), "test", 1, create=True):
        pass  # imports Chroma
    monkeypatch.setattr("chromadb.api.rust.RustBindingsAPI.get_tenant", press)

    with pytest.raises(InterruptedRunError), open_vectors(VectorLocation(tmp_path / "second"), "test", 1, create=True):
        pass
