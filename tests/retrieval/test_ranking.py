"""The order of answers."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from creative_cli.retrieval.embedding import Closeness
from creative_cli.retrieval.ranking import SearchCandidate, rank_campaigns, reaches_floor
from tests.retrieval.samples import sample

FLOOR = Closeness(pull=0.0, floor=0.8, slope=0.0, margin=0.0)

candidates = st.lists(
    st.builds(
        lambda number, campaign, similarity, coverage: SearchCandidate(
            sample(number, campaign=f"c{campaign}"), similarity, coverage * 9, coverage, ("word",) if coverage else ()
        ),
        st.integers(0, 999),
        st.integers(0, 5),
        st.floats(0.5, 1),
        st.sampled_from((0.0, 0.2, 0.5, 1.0)),
    ),
    max_size=30,
    unique_by=lambda candidate: candidate.document.doc_id,
)


def near(campaign: str, similarity: float, coverage: float = 0.0, number: int = 0) -> SearchCandidate:
    """Make a candidate with the figures that count."""
    return SearchCandidate(sample(number, campaign=campaign), similarity, coverage * 9, coverage)


@given(candidates, st.integers(1, 8), st.integers(1, 4))
def test_answers_are_ordered_distinct_and_close(found: list[SearchCandidate], limit: int, each: int) -> None:
    """Every campaign comes once, by falling score, within the limits, and none that reaches nothing."""
    hits = rank_campaigns(found, FLOOR, limit, each)

    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.campaign for hit in hits}) == len(hits) <= limit
    assert all(1 <= len(hit.documents) <= each for hit in hits)
    by_campaign = {hit.campaign: [c for c in found if c.document.campaign == hit.campaign] for hit in hits}
    assert all(reaches_floor(group, FLOOR.floor) for group in by_campaign.values())


@given(candidates, st.randoms())
def test_order_of_arrival_changes_nothing(found: list[SearchCandidate], random: st.DataObject) -> None:
    """The same candidates in any order give the same answers."""
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands in a random.Random

    assert rank_campaigns(shuffled, FLOOR, 10, 3) == rank_campaigns(found, FLOOR, 10, 3)


def test_nothing_close_is_no_answer() -> None:
    """Below the floor and without shared words nothing is shown."""
    assert rank_campaigns([near("one", 0.79), near("two", 0.5, coverage=0.4)], FLOOR, 10, 3) == ()


def test_exact_words_lift_over_the_floor() -> None:
    """A name unknown to the model is found by its letters."""
    hits = rank_campaigns([near("one", 0.79), near("two", 0.5, coverage=1.0)], FLOOR, 10, 3)

    assert [hit.campaign for hit in hits] == ["two"]


def test_what_is_hardly_near_is_shown_with_doubt() -> None:
    """Between the floor and what is close for certain an answer is doubtful, unless it has words of the question."""
    floor = replace(FLOOR, doubt=0.05, agreement=0.1)
    hits = rank_campaigns([near("hardly", 0.82), near("worded", 0.82, coverage=0.4), near("near", 0.86)], floor, 10, 3)

    assert {hit.campaign: hit.close for hit in hits} == {"hardly": False, "worded": True, "near": True}


def test_all_of_the_words_outweigh_a_nearer_neighbour() -> None:
    """A campaign that has every word of the question comes before one that is only near."""
    hits = rank_campaigns([near("near", 0.9), near("named", 0.85, coverage=1.0)], FLOOR, 10, 3)

    assert [hit.campaign for hit in hits] == ["named", "near"]


def test_a_shared_stop_word_does_not_outweigh_nearness() -> None:
    """A fifth of the keywords is no reason to come first."""
    hits = rank_campaigns([near("near", 0.9), near("stop", 0.85, coverage=0.2)], FLOOR, 10, 3)

    assert [hit.campaign for hit in hits] == ["near", "stop"]


def test_many_markets_do_not_crowd_out_other_campaigns() -> None:
    """Ranks count campaigns: sixty near documents of one leave the second place to the next."""
    crowd = [near("crowd", 0.9 - number / 10_000, number=number) for number in range(60)]
    hits = rank_campaigns([*crowd, near("small", 0.85), near("worded", 0.81, coverage=0.5)], FLOOR, 10, 3)

    assert [hit.campaign for hit in hits] == ["crowd", "worded", "small"]
