"""What is said about how close an answer is."""

from hypothesis import given
from hypothesis import strategies as st

from creative_cli.retrieval.ranking import AnswerCloseness, classify_closeness

scores = st.floats(-1, 2)


@given(scores, scores, st.booleans())
def test_a_threshold_parts_the_close_from_the_others(score: float, threshold: float, filtered: bool) -> None:  # noqa: FBT001  # hypothesis draws it
    """Close means at or above the threshold; below it, a filter leaves only an order."""
    said = classify_closeness(score, threshold, filtered=filtered)

    assert (said is AnswerCloseness.CLOSE) == (score >= threshold)
    if score < threshold:
        assert said is (AnswerCloseness.NEAREST if filtered else AnswerCloseness.LESS_CLOSE)


@given(scores, st.booleans())
def test_a_model_without_a_threshold_says_nothing_about_closeness(score: float, filtered: bool) -> None:  # noqa: FBT001  # same
    """An embedder that was not measured only orders its answers."""
    assert classify_closeness(score, None, filtered=filtered) is AnswerCloseness.NEAREST
