"""The parts of tools/photos.py that need no OpenCV: measures of layout, briefs and the jury's count.

The judge itself is tested by `tools/photos.py --calibrate` on ads with planted faults.
"""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photo_briefs import TrialPhoto, list_photos, usable_layouts, write_brief
from photo_jury import COLUMNS, count_verdicts
from poster_metrics import Edges, LayoutScores, mean_scores, measure_alignment, measure_overlay, score_layout

BOXES = st.lists(
    st.tuples(st.integers(0, 80), st.integers(0, 80), st.integers(1, 20), st.integers(1, 20)).map(
        lambda box: (float(box[0]), float(box[1]), float(box[0] + box[2]), float(box[1] + box[3]))
    ),
    min_size=1,
    max_size=5,
)


def test_type_over_the_subject_occludes_it_and_type_beside_it_uses_free_space() -> None:
    """Occlusion and unreadability count what is under type, utility the free space it uses."""
    saliency = np.zeros((100, 100), np.float32)
    saliency[:, 50:] = 1
    gradient = saliency * 0.5
    over, beside = (score_layout(saliency, gradient, [box]) for box in ((60, 10, 90, 20), (10, 10, 40, 20)))
    assert (over.occlusion, over.unreadability, over.utility) == (1, 0.5, 0)
    assert (beside.occlusion, beside.unreadability) == (0, 0)
    assert beside.utility == pytest.approx(300 / 5000)


@given(BOXES)
def test_every_measure_stays_in_its_range(boxes: list[Edges]) -> None:
    """Shares stay within 0 and 1; alignment is never negative."""
    plane = np.linspace(0, 1, 10000, dtype=np.float32).reshape(100, 100)
    scores = score_layout(plane, plane, boxes)
    assert all(0 <= value <= 1 for value in (scores.occlusion, scores.utility, scores.unreadability, scores.overlay))
    assert math.isnan(scores.alignment) if len(boxes) == 1 else scores.alignment >= 0


@given(BOXES, st.integers(-30, 30))
def test_moving_all_elements_together_changes_neither_alignment_nor_overlay(boxes: list[Edges], by: int) -> None:
    """Only the distances among elements count."""
    moved = [(left + by, top, right + by, bottom) for left, top, right, bottom in boxes]
    assert measure_overlay(moved) == pytest.approx(measure_overlay(boxes))
    assert measure_alignment(moved, 100, 100) == pytest.approx(measure_alignment(boxes, 100, 100), nan_ok=True)


def test_shared_edges_are_aligned_and_equal_boxes_overlay() -> None:
    """An edge in common is perfect alignment; equal boxes overlay wholly."""
    assert measure_alignment([(10, 0, 40, 10), (10, 30, 70, 50)], 100, 100) == 0
    assert measure_overlay([(0, 0, 10, 10), (0, 0, 10, 10)]) == 1


def test_the_mean_skips_ads_without_a_measure() -> None:
    """A single element has no alignment, which must not spoil the mean."""
    one = LayoutScores(0.2, 0.2, 0.2, math.nan, 0.0)
    assert mean_scores([one, LayoutScores(0.4, 0.4, 0.4, 0.1, 0.0)]).alignment == pytest.approx(0.1)


def test_briefs_bring_their_photo_and_words_for_every_market(tmp_path: Path) -> None:
    """A brief stands by itself in its folder."""
    Image.new("RGB", (40, 30), "teal").save(tmp_path / "My Photo.jpg")
    (photo,) = list_photos(tmp_path)
    brief = json.loads(write_brief(tmp_path / "briefs", photo, "auto", ("en", "ar"), ("1:1",)).read_text("utf-8"))
    assert brief["products"][0]["image"] == "my-photo.jpg"
    assert (tmp_path / "briefs" / "my-photo.jpg").exists()
    assert [market["country"] for market in brief["markets"]] == ["US", "SA"]
    assert "layout" not in brief
    named = write_brief(tmp_path / "briefs", TrialPhoto("x", photo.file, "travel"), "split", ("en",), ("1:1",))
    assert json.loads(named.read_text("utf-8"))["layout"] == "split"


def test_only_layouts_that_a_brief_may_name_are_tried() -> None:
    """The schema of briefs decides."""
    assert usable_layouts(["auto", "no-such-layout"]) == ["auto"]


def test_the_jury_is_counted(tmp_path: Path) -> None:
    """Empty verdicts do not count."""
    path = tmp_path / "verdicts.csv"
    rows = [("fit", "PASS"), ("unfit", "PASS"), ("yes", "WARN"), ("", "PASS")]
    lines = [f"{n},{v},,{s},photo,auto,en-US,1080x1080,file.jpg" for n, (v, s) in enumerate(rows, 1)]
    path.write_text("\n".join([",".join(COLUMNS), *lines]), "utf-8")
    counted = count_verdicts(path).splitlines()
    assert counted[0].startswith("fit to publish: 2 of 3 = 66.7%")
    assert counted[1].startswith("unfit, of those with status PASS: 1 of 2 = 50.0%")


def test_a_verdict_that_is_none_is_named(tmp_path: Path) -> None:
    """A misspelt verdict is named, not dropped."""
    path = tmp_path / "verdicts.csv"
    path.write_text(",".join(COLUMNS) + "\n7,maybe,,PASS,p,auto,en-US,1x1,f.jpg\n", "utf-8")
    with pytest.raises(SystemExit, match="Ad 7: 'maybe' is no verdict"):
        count_verdicts(path)
