"""Every country lies in a region people know."""

from hypothesis import given
from hypothesis import strategies as st

from creative_cli.gallery.regions import find_regions
from creative_cli.locale.locales import list_territories


def test_every_country_lies_in_one_sub_region_and_its_region() -> None:
    """All 249 countries and Kosovo are in the data, each once, and every region has a name."""
    regions = find_regions(list_territories())
    parts = [country for region in regions if region.within for country in region.countries]

    assert sorted(parts) == list(list_territories())
    assert {region.code for region in regions if not region.within} == {"002", "009", "019", "142", "150"}
    assert all(region.name and not region.name.isdecimal() for region in regions)


@given(st.sets(st.sampled_from(list_territories())))
def test_a_region_has_what_its_sub_regions_have(countries: set[str]) -> None:
    """Only regions of the given countries are returned, each before its sub-regions and with their countries."""
    regions = find_regions(countries)
    seen: set[str] = set()
    for region in regions:
        seen.add(region.code)
        below = [one for one in regions if one.within == region.code]
        assert region.countries
        assert not region.within or region.within in seen
        assert not below or sorted(country for one in below for country in one.countries) == list(region.countries)

    assert {country for region in regions for country in region.countries} == countries


def test_neighbours_are_where_people_look_for_them() -> None:
    """Japan is in Eastern Asia, Mexico in Latin America, Türkiye in Western Asia; a pseudo-country is nowhere."""
    names = {
        (region.name, country) for region in find_regions(["JP", "MX", "TR", "XA"]) for country in region.countries
    }

    assert {("Eastern Asia", "JP"), ("Asia", "JP"), ("Latin America", "MX"), ("Western Asia", "TR")} <= names
    assert "XA" not in {country for _, country in names}
