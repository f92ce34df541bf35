"""`creative init --from` reads the headers of shops in several languages, and begins in the language of the header."""

from pathlib import Path

import pytest

from creative_cli.brief.feed_starter import write_feed_brief
from creative_cli.brief.loader import load_brief
from tests.command import creative

GERMAN = (
    "Artikelnummer;Bezeichnung;Preis;Alter Preis;Bild;Verfügbarkeit;Link\r\n"
    "SKU_1;Läufer;129,90;159,90;;auf Lager;https://fjell.example/1\r\n"
    "SKU_2;Wanderer;89,00;;;auf Lager;https://fjell.example/2\r\n"
    "SKU_3;Süd;49,9O;;;ausverkauft;https://fjell.example/3\r\n"
)


def test_a_german_export_begins_in_german(tmp_path: Path) -> None:
    """Pictures, prices before, pages and stock are found; the brief is valid as it is."""
    (tmp_path / "feed.csv").write_bytes(GERMAN.encode("cp1252"))
    brief = write_feed_brief(tmp_path / "feed.csv")
    loaded = load_brief(brief)
    first, second = loaded.brief.products

    assert [one.locale.tag for one in loaded.markets] == ["de-DE"]
    assert loaded.brief.source_language == "de"
    assert first.offer is not None
    assert str(first.offer.was) == "159.90"
    assert second.landing_page == "https://fjell.example/2"
    assert "image: " in brief.read_text("utf-8")


@pytest.mark.parametrize(
    ("header", "language", "market"),
    [
        ("référence;titre;prix;ancien prix", "fr", "FR"),
        ("referencia;nombre;precio;precio anterior", "es", "ES"),
        ("codice;nome;prezzo;prezzo precedente", "it", "IT"),
        ("id;title;price;was", "en", "IE"),
    ],
)
def test_other_languages_and_prices_before(tmp_path: Path, header: str, language: str, market: str) -> None:
    """Rows without a price before print no body."""
    (tmp_path / "feed.csv").write_text(f"{header}\na;Runner;80,00;100,00\nb;Walker;70,00;\n", "utf-8")
    loaded = load_brief(write_feed_brief(tmp_path / "feed.csv"))

    assert (loaded.brief.source_language, loaded.markets[0].locale.territory) == (language, market)
    assert loaded.brief.products[1].offer is not None
    assert loaded.brief.products[1].offer.was is None


def test_rows_alone_can_be_left_out(tmp_path: Path) -> None:
    """Where only rows are wrong, the hint names the option that goes on without them."""
    (tmp_path / "feed.csv").write_bytes(GERMAN.replace("ausverkauft", "auf Lager").encode("cp1252"))
    write_feed_brief(tmp_path / "feed.csv")
    done = creative("validate", str(tmp_path / "brief.yaml"))

    assert done.returncode == 2
    assert "feed.csv:4:3: Preis is '49,9O'" in done.stderr
    assert "leave them out with --skip-bad-rows" in " ".join(done.stderr.split())
