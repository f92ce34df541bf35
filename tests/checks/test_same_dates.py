"""Months, weekdays and times are those of the source."""

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.same_dates import CHECK
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.words import NOTHING_TO_COMPARE, PASS, adapted, alone, said
from tests.parameters import walk_rows


@walk_rows(
    ("source", "text", "tag"),
    [
        ("Until August 31", "Bis 31. August", "de-DE"),
        ("Until August 31", "до 31 серпня", "uk-UA"),
        ("Until August 31", "8月31日まで", "ja-JP"),
        ("Until August 31", "đến 31 tháng 8", "vi-VN"),
        ("Until 8/31", "Bis 31.8.", "de-DE"),
        ("Until 8/31/2026", "jusqu’au 31/08/2026", "fr-FR"),
        ("Until August 31", "31. elokuuta asti", "fi-FI"),
        ("In August", "W sierpniu", "pl-PL"),
        ("On Saturday", "Am Samstag", "de-DE"),
        ("On Saturday", "土曜日に", "ja-JP"),
        ("On Saturday", "V sobotu", "cs-CZ"),
        ("From 9 am to 10 pm", "Von 9 bis 22 Uhr", "de-DE"),
        ("From 9 am to 10 pm", "午前9時から午後10時まで", "ja-JP"),
        ("From 9 am to 10 pm", "de 9 a. m. a 10 p. m.", "es-MX"),
        ("At 9:30", "Um 9.30 Uhr", "de-DE"),
        ("At 12 pm", "Um 12 Uhr", "de-DE"),
        ("Open 24/7", "Rund um die Uhr", "de-DE"),
        ("You may like it", "Das gefällt dir", "de-DE"),
    ],
)
def test_the_same_day_and_time_pass(source: str, text: str, tag: str) -> None:
    """Names, numbers, 12 and 24 hours mean the same."""
    assert said(CHECK, adapted(source, text, tag)) == PASS


@walk_rows(
    ("source", "text", "tag", "code"),
    [
        ("Until August 31", "Bis 31. Juli", "de-DE", "month"),
        ("Until August 31", "до 31 липня", "uk-UA", "month"),
        ("Until August 31", "7月31日まで", "ja-JP", "month"),
        ("Until August 31", "đến 31 tháng 7", "vi-VN", "month"),
        ("Until 8/31/2026", "Bis 31.7.2026", "de-DE", "month"),
        ("In August", "In September", "de-DE", "month"),
        ("On Saturday", "Am Sonntag", "de-DE", "weekday"),
        ("On Saturday", "В воскресенье", "ru-RU", "weekday"),
        ("Until 10 pm", "Bis 10 Uhr", "de-DE", "time"),
        ("Until 10 pm", "午前10時まで", "ja-JP", "time"),
        ("Until 10 am", "až do 22:00", "cs-CZ", "time"),
        ("Until 10 am", "hasta las 10 p. m.", "es-MX", "time"),
    ],
)
def test_another_day_or_time_fails(source: str, text: str, tag: str, code: str) -> None:
    """An offer ends everywhere on the day that the source says."""
    assert said(CHECK, adapted(source, text, tag)) == [(Status.FAIL, code)]


def test_the_source_itself_is_not_compared() -> None:
    """There is nothing to compare with."""
    assert said(CHECK, alone("Until August 31")) == NOTHING_TO_COMPARE


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(
        adapted("Until August 31", "Bis 31. August"), adapted("Until August 31", "Bis 31. Juli"), "month"
    )
