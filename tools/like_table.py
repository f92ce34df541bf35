"""Print how well `creative search --like` finds ads after nineteen changes, and how often it confuses brands.

python tools/like_table.py                       ads of seven brands, made of shipped briefs and trial packshots
python tools/like_table.py --photos FOLDER       and ads of the photos in a folder
python tools/like_table.py --folder DIR          keep the ads in DIR, and use those that are there

Of each brand some ads are changed and searched for. "hit@1": the first answer is that file; "scene@1": it is that ad or
the same picture in another market; "same": the first answer of that scene is called the same picture. "false": another
brand's ad is called the same picture.
"""

import argparse
import hashlib
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, zip_longest
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

from creative_cli.retrieval.filters import NO_FILTERS, SearchFilters
from creative_cli.services import searches, workspace
from like_ads import TrialAd, list_trial_ads, make_trial_ads
from like_changes import CHANGES

OTHER_LANGUAGE = "words of another language"
SEED, COUNT, LIMIT, WORKERS = 5, 21, 100, 2


@dataclass(frozen=True, slots=True)
class Question:
    """An ad to search for, and the change it has met."""

    number: int
    ad: TrialAd
    change: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was answered: whether the first is the file, the scene, and what the scene is called; brands confused."""

    change: str
    hit: bool
    scene: bool
    said: str
    false: frozenset[str]


def choose_ads(ads: Sequence[TrialAd], count: int) -> list[TrialAd]:
    """Return *count* ads, of the brands in turns, at random but the same every time."""
    brands: dict[str, list[TrialAd]] = defaultdict(list)
    for number in np.random.default_rng(SEED).permutation(len(ads)):
        brands[ads[number].brand].append(ads[number])
    turns = (ad for turn in zip_longest(*(brands[brand] for brand in sorted(brands))) for ad in turn if ad is not None)
    return list(islice(turns, count))


def answer_question(output: Path, ads: Sequence[TrialAd], question: Question) -> Verdict:
    """Change the ad, search for it and judge the answers."""
    ad, by_file = question.ad, {one.file.resolve(): one for one in ads}
    filters = NO_FILTERS
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.png"
        with Image.open(ad.file) as opened:
            picture = opened.convert("RGB")
        if question.change == OTHER_LANGUAGE:
            filters = SearchFilters(locales=tuple(sorted({one.locale for one in ads} - {ad.locale})))
        else:
            picture = CHANGES[question.change](picture, np.random.default_rng((SEED, question.number)))
        picture.save(asked)
        with workspace.open_readable_workspace(output, None, _discard) as where:
            found = searches.search_by_picture(where, asked, filters, LIMIT, _discard).pictures
    answers = [
        (by_file[Path(one.path).resolve()], str(one.likeness)) for one in found if Path(one.path).resolve() in by_file
    ]
    first = answers[0][0] if answers else None
    scenes = [said for one, said in answers if one.scene == ad.scene]
    return Verdict(
        question.change,
        first is not None and _digest(first.file) == _digest(ad.file),
        first is not None and first.scene == ad.scene,
        scenes[0] if scenes and first is not None and first.scene == ad.scene else "",
        frozenset(one.brand for one, said in answers if one.brand != ad.brand and said.startswith("same")),
    )


def print_line(change: str, group: Sequence[Verdict], brands: int) -> None:
    """Print the line of one change."""
    hit = sum(one.hit for one in group) / len(group)
    scene = sum(one.scene for one in group) / len(group)
    same = sum(one.said.startswith("same") for one in group) / len(group)
    false = sum(len(one.false) for one in group) / (len(group) * (brands - 1))
    said = ", ".join(f"{words} {count}" for words, count in Counter(one.said or "-" for one in group).most_common(3))
    print(f"{change:26}{len(group):5}{hit:7.0%}{scene:9.0%}{same:7.0%}{false:8.2%}   {said}", flush=True)


def main() -> None:
    """Make or find the ads, ask and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--change", nargs="+", choices=[*CHANGES, OTHER_LANGUAGE], default=[*CHANGES, OTHER_LANGUAGE])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        ads = list_trial_ads(folder) or make_trial_ads(folder, asked.photos)
        chosen = choose_ads(ads, asked.count)
        brands = len({ad.brand for ad in ads})
        print(f"{len(ads)} ads of {brands} brands; {len(chosen)} of them are searched for.")
        print(f"{'':26}{'ads':>5}{'hit@1':>7}{'scene@1':>9}{'same':>7}{'false':>8}   said")
        verdicts: list[Verdict] = []
        with Pool(WORKERS) as pool:
            answer = partial(answer_question, folder / "ads", ads)
            for change in asked.change:
                questions = [Question(number, ad, change) for number, ad in enumerate(chosen)]
                group = pool.map(answer, questions, chunksize=1)
                print_line(change, group, brands)
                verdicts += group
        print_line("all", verdicts, brands)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _discard(_: object) -> None:
    pass


if __name__ == "__main__":
    main()
