"""Print how the detector of damaged text does: false alarms in good copy, and damage planted in it that is found.

    python tools/damage.py [FILE ...]

Good copy is that of `tests/data/world-copy.toml`, and every line of each FILE, whose name begins with its language
(de.txt). What is planted is in `tests/brief/damage_plants.py`.
"""

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from creative_cli.brief.damage.damage_record import DamageContext
from creative_cli.brief.damage.detector import find_damage
from creative_cli.brief.text_rules import clean_text
from creative_cli.locale import locales
from tests.brief.damage_plants import PlantedDamage, list_good_lines, plant_everything


def is_found(one: PlantedDamage) -> bool:
    """Tell whether a door refuses a damaged text: its characters or its damage."""
    try:
        text = clean_text(one.text)
    except ValueError:
        return True
    return any(damage.sure for damage in find_damage(text, one.context))


def print_false_alarms(name: str, lines: list[tuple[str, DamageContext]]) -> None:
    """Print how many of good lines raise a finding, and each finding."""
    found = [(text, damage.says) for text, context in lines for damage in find_damage(text, context)]
    print(f"{name}: {len(found)} findings in {len(lines)} lines")
    for text, says in found:
        print(f"  {says}  {text[:60]!r}")


def main() -> None:
    """Print the figures."""
    good = list_good_lines()
    languages = len({line.tag for line in good})
    print_false_alarms(f"good copy of {languages} locales", [(line.text, line.context) for line in good])
    for path in map(Path, sys.argv[1:]):
        tag = path.name.partition(".")[0]
        language = locales.require_language(tag)
        context = DamageContext(language.language, locales.find_script(tag))
        texts = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
        print_false_alarms(str(path), [(text, context) for text in texts])
    planted = [one for line in good for one in plant_everything(line)]
    missed = Counter(one.kind for one in planted if not is_found(one))
    kinds = Counter(one.kind for one in planted)
    print(f"planted: {len(planted)} damages of {len(kinds)} kinds, {len(planted) - missed.total()} found")
    for kind, count in missed.most_common():
        print(f"  missed {count} of {kinds[kind]}: {kind}")


if __name__ == "__main__":
    main()
