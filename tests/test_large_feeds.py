"""What a feed of many rows costs: pictures that rows share are read, fetched and cut out once in a run."""

from pathlib import Path

import pytest

from creative_cli import run
from creative_cli.events import Event, StageTimed
from creative_cli.http import safe_fetch
from creative_cli.http.safe_fetch import FetchedPicture
from tests.conftest import REPOSITORY
from tests.feed_campaign import write_feed_campaign


@pytest.mark.usefixtures("begun_index")
def test_a_picture_is_read_and_cut_out_once_however_many_rows_show_it(tmp_path: Path) -> None:
    """Six rows show two pictures: each is read once and cut out once."""
    events: list[Event] = []
    brief = write_feed_campaign(tmp_path)

    made = run(brief, provider="studio", fail_on=None, output="outputs", watch=events.append)

    assert made.outcome.made == 6
    assert sum(isinstance(event, StageTimed) and event.stage == "generate" for event in events) == 4


@pytest.mark.usefixtures("begun_index")
def test_an_address_is_asked_once_in_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows with one address are one request, in the first run and in the next."""
    asked: list[str | None] = []
    data = (REPOSITORY / "briefs" / "assets" / "serum.png").read_bytes()

    def answer(_address: str, *, etag: str | None = None) -> FetchedPicture | None:
        asked.append(etag)
        return None if etag == '"1"' else FetchedPicture(data, '"1"')

    monkeypatch.setattr(safe_fetch, "fetch_picture", answer)
    brief = write_feed_campaign(tmp_path, rows=3, pictures=("https://pictures.example/serum.png",))

    for _ in range(2):
        run(brief, provider="studio", fail_on=None, output="outputs")

    assert asked == [None, '"1"']
