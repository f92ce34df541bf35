"""A campaign's set is chosen from the words of its brief, the brand's lightness and the packshots; once for all."""

from creative_cli.brief.look_names import SetName
from creative_cli.studio.sets.set_choice import SET_NAMES, SetWish, rank_studio_sets
from creative_cli.studio.sets.set_designs import SET_DESIGNS
from creative_cli.studio.sets.set_stage import ProductView
from tests.parameters import walk_rows

TEAL, PLUM = (15, 92, 99), (30, 12, 24)


def test_the_table_knows_every_set() -> None:
    """A set has a drawing and can be chosen."""
    assert set(SET_NAMES) == set(SET_DESIGNS)
    assert {rank_studio_sets(SetWish(TEAL, seed=0, wanted=name))[0] for name in SET_NAMES} == set(SET_NAMES)


def test_the_brief_decides_alone() -> None:
    """A set that the brief names is the only one tried."""
    assert rank_studio_sets(SetWish(TEAL, 3, wanted="sky", category="energy drink")) == ("sky",)


@walk_rows(
    ("category", "audience", "tone", "chosen"),
    [
        ("skin-care serum", "", "", "slab"),
        ("Shampoo", "", "", "bathroom"),
        ("laundry detergents", "", "", "sky"),
        ("perfume", "athletes", "bold", "drape"),
        ("tech", "professionals, 25-45", "practical", "desk"),
        ("tech", "gamers, 18-30", "", "gym"),
        ("toys", "families", "playful", "paper"),
        ("running shoes", "", "", "arch"),
    ],
)
def test_words_of_the_brief_choose(category: str, audience: str, tone: str, chosen: SetName) -> None:
    """The category's words come first; audience, ages and tone decide between sets that it leaves equal."""
    assert rank_studio_sets(SetWish(TEAL, 5, category=category, audience=audience, tone=tone))[0] == chosen


def test_the_brand_decides_where_words_do_not() -> None:
    """A dark brand is at home in a dark set, any other in a light one; the arch is always the last."""
    dark, light = ({rank_studio_sets(SetWish(brand, seed))[0] for seed in range(24)} for brand in (PLUM, TEAL))

    assert dark == {"slab", "gym", "street", "drape"}
    assert light.isdisjoint(dark)
    assert rank_studio_sets(SetWish(TEAL, 1))[-1] == "arch"


def test_a_packshot_stands_only_where_it_stands_right() -> None:
    """Frontal packs have four sets, flat things two; a campaign with both has the arch."""
    frontal = rank_studio_sets(SetWish(TEAL, 2, category="perfume", views=(ProductView.FRONTAL,)))
    flat = rank_studio_sets(SetWish(TEAL, 2, category="perfume", views=(ProductView.FLAT,)))
    both = rank_studio_sets(SetWish(TEAL, 2, views=(ProductView.FLAT, ProductView.FRONTAL)))

    assert set(frontal) == {"kitchen", "desk", "shelf", "paper", "arch"}
    assert flat[0] == "drape"
    assert both == ("arch",)


def test_the_seed_decides_between_equals() -> None:
    """Equal sets take turns by the seed, and the same seed always gives the same."""
    wishes = [SetWish(TEAL, seed, category="tea") for seed in range(12)]

    assert {rank_studio_sets(wish)[0] for wish in wishes} == {"kitchen", "garden"}
    assert [rank_studio_sets(wish) for wish in wishes] == [rank_studio_sets(wish) for wish in wishes]
