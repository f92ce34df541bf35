"""What a document is made of."""

from dataclasses import replace

from creative_cli.models import AdCopy
from creative_cli.retrieval.document import build_search_document
from tests.retrieval.samples import sample


def test_same_words_in_the_same_place_are_the_same_document() -> None:
    """Run, time and pictures are no part of the identity: a second run finds its documents there."""
    first = sample(1, run_id="run-1", made_at="2026-06-01T00:00:00Z")
    second = replace(sample(1, run_id="run-2", made_at="2026-07-01T00:00:00Z"), pictures=())

    assert second.doc_id == first.doc_id
    assert len(first.doc_id) == 64


def test_other_words_or_another_place_are_another_document() -> None:
    """A changed headline, product, country or campaign changes the identity."""
    documents = [sample(), sample(headline="Other"), sample(1), sample(country="DE"), sample(campaign="other")]

    assert len({document.doc_id for document in documents}) == len(documents)


def test_text_holds_source_and_translation_once_each() -> None:
    """Both languages are searchable, and a line that is the same in both is not said twice."""
    document = build_search_document(
        campaign="summer-drinks",
        product="tea",
        product_name="Solara Tea",
        locale="de-DE",
        country="DE",
        direction="ltr",
        source=AdCopy("Over ice", "Real peach.", "Taste it"),
        copy=AdCopy("Auf Eis", "Real peach.", "Probieren"),
        audience="friends",
        scene="a pool",
    )

    expected = "Solara Tea\nOver ice\nReal peach.\nTaste it\nAuf Eis\nProbieren\nfriends\na pool\nsummer drinks"
    assert document.text == expected
