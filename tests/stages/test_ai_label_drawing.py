"""The label of pictures of models has room in every layout, size and script, on the picture or at the foot."""

from dataclasses import replace

import pytest

from creative_cli.channels import load_channels
from creative_cli.formats import DEFAULT_FORMATS, Format, format_class
from creative_cli.locale.locales import resolve_locale
from creative_cli.models import AdCopy, BrandStyle, CopySource, HeroImage, HeroKind, LocalizedCopy
from creative_cli.provenance.ai_rules import Situation, find_ai_rules
from creative_cli.provenance.file_facts import FileFacts
from creative_cli.provenance.picture_origin import PictureOrigin
from creative_cli.small_sizes import SMALL_CLASSES
from creative_cli.stages import copyfitting
from creative_cli.stages.ai_label_drawing import has_label_room, label_foot_height
from creative_cli.stages.compose import list_possible_plans
from creative_cli.stages.localize import list_text_boxes
from tests.imaging.samples import SOLARA
from tests.parameters import parametrize_sparsely

LOOK = BrandStyle("Solara", SOLARA, ("Solara",))
PHOTO = HeroImage("tea", HeroKind.PHOTO, "brief", "", 0, 0.0)
MADE = PictureOrigin(task="picture", system="openai", person=True)
COPY = {
    "DE de": ("Sommer, auf Eis gegossen", "Kalt gebrühter Tee mit echtem Pfirsich.", "Probieren", "Koffeinhaltig."),
    "KR ko": ("얼음 위에 부어낸 여름", "진짜 복숭아로 만든 콜드브루 티.", "지금 맛보기", "카페인 함유."),
    "CN zh": ("夏日冰饮", "真桃冷萃茶，清爽入口。", "立即品尝", "含咖啡因。"),
    "AT ar": ("الصيف، مسكوب فوق الثلج", "شاي بارد مع خوخ حقيقي.", "تذوّقه", "يحتوي على الكافيين."),
    "IN hi": ("गर्मियाँ, बर्फ़ पर", "असली आड़ू वाली चाय।", "आज ही चखें", "इसमें कैफ़ीन है।"),
}
SIZES = {
    **DEFAULT_FORMATS,
    **{
        name: load_channels()[name].format
        for name in ("gdn.300x250", "gdn.728x90", "gdn.160x600", "gdn.320x50", "gdn.300x50", "meta.stories")
    },
}


def list_facts(tag: str) -> tuple[LocalizedCopy, FileFacts]:
    """Return a market's words, and the labels of its rules."""
    country, language = tag.split()
    locale = resolve_locale(country, language, "en")
    rules = [rule for rule in find_ai_rules(locale.territory, Situation.GENERATED) if rule.duty == "visible"]
    whole, short = (
        " · ".join(dict.fromkeys(one.list_labels(locale, short=few)[0] for one in rules)) for few in (False, True)
    )
    facts = FileFacts(
        label=whole,
        person_label=whole,
        short_label=short,
        short_person_label=short,
        label_height=max(one.min_height for one in rules),
    )
    return LocalizedCopy(locale, AdCopy(*COPY[tag]), CopySource.SOURCE), facts


def lacking_plans(tag: str, form: Format) -> tuple[int, int]:
    """Return how many plans of a photo have no room for the label of a market in *form*, and of how many."""
    words, facts = list_facts(tag)
    plans = list_possible_plans(PHOTO, form, words.locale.direction, LOOK, words, painted=False)
    lacking = 0
    for plan in plans:
        sizes = copyfitting.fit_copy(words, plan, LOOK.keep, LOOK.fonts)
        lacking += not has_label_room(words, plan, LOOK, MADE, facts, list_text_boxes(words, sizes, plan, LOOK))
    return lacking, len(plans)


@pytest.mark.run  # seconds
@parametrize_sparsely(("tag", "form"), COPY, SIZES, together=1)
def test_every_layout_has_room_for_the_label(tag: str, form: str) -> None:
    """Beside ordinary copy each market's label has a place in each arrangement of each size."""
    assert lacking_plans(tag, SIZES[form])[0] == 0


@parametrize_sparsely(
    ("form", "tag"),
    [name for name, form in SIZES.items() if format_class(form) not in SMALL_CLASSES],
    COPY,
    together=1,
)
def test_a_foot_always_has_room_for_the_label(tag: str, form: str) -> None:
    """Type and logo keep out of the band, which is as high as the label, wherever else they stand."""
    words, facts = list_facts(tag)
    high = label_foot_height(words, SIZES[form], LOOK, MADE, facts)
    footed = SIZES[form].with_label_foot(high)

    assert footed.foot.height == pytest.approx(high)
    assert footed.foot.bottom == pytest.approx(SIZES[form].safe_zone().bottom)
    for plan in list_possible_plans(PHOTO, footed, words.locale.direction, LOOK, words, painted=False):
        sizes = copyfitting.fit_copy(words, plan, LOOK.keep, LOOK.fonts)
        assert plan.content.overlap(footed.foot) == 0
        for box in list_text_boxes(words, sizes, plan, LOOK):
            assert box.grown(-4).overlap(footed.foot) == 0


def test_no_label_is_asked_for_without_a_model() -> None:
    """A photo of the brief needs none, whatever stands on it."""
    words, facts = list_facts("CN zh")
    plan = list_possible_plans(PHOTO, SIZES["1:1"], words.locale.direction, LOOK, words, painted=False)[0]

    assert label_foot_height(words, SIZES["1:1"], LOOK, PictureOrigin(), facts) == 0
    assert has_label_room(words, plan, LOOK, PictureOrigin(), facts, [plan.format.bounds])
    assert not has_label_room(words, plan, LOOK, MADE, facts, [plan.format.bounds])
    assert has_label_room(words, plan, LOOK, replace(MADE, task=""), facts, [plan.format.bounds])
