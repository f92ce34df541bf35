"""Judge a brand kit and write its sheet."""

from dataclasses import dataclass
from pathlib import Path

from creative_cli.brand.kit_check import judge_kit
from creative_cli.brand.kit_look import read_kit_look
from creative_cli.brand.kit_report import KitReport
from creative_cli.brand.sheet import render_sheet, sheet_file_name
from creative_cli.brief.loader import parse_brand_kit
from creative_cli.storage.atomic import raising_storage_errors, write_bytes


@dataclass(frozen=True, slots=True)
class CheckedKit:
    """What was found out about a kit, and where its sheet was written."""

    report: KitReport
    sheet: Path


def check_brand_kit(kit: Path, sheet: Path | None, output: Path) -> CheckedKit:
    """Judge the kit at a path, a file or its folder, and write its sheet to *sheet*, by default into *output*.

    Raises BriefError for a kit that cannot be read, StorageError for a sheet that cannot be written.
    """
    loaded = parse_brand_kit(kit)
    look = read_kit_look(loaded)
    report = judge_kit(loaded, look)
    target = sheet or output / sheet_file_name(loaded.brand.name)
    with raising_storage_errors(target, "written"):
        target.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(target, render_sheet(loaded, look, report))
    return CheckedKit(report, target)
