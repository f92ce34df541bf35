"""Render a sheet as a self-contained HTML page: no scripts or external files, light and dark."""

from html import escape

from creative_cli.runlog.report.humanize import count_noun
from creative_cli.runlog.report.summary import Point
from creative_cli.runlog.report.tables import Cell, Column, Grid, Kind, Sheet, format_cell, format_known_usd
from creative_cli.runlog.rows import Tally

_STYLE = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1b2330;--quiet:#566173;--line:#d9dee6;--bar:#2f6fde;
--warn:#8a5a00;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--paper:#0f1726;--ink:#e8edf5;--quiet:#a3afc2;--line:#2a3650;--bar:#7aa7ff;
--warn:#f0c266;--bad:#ff9d94}}
body{margin:0 auto;max-width:68rem;padding:2rem 1rem 4rem;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;line-height:1.2;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:2rem 0 .5rem}
ul{padding-left:1.2rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:start;vertical-align:top}
th{color:var(--quiet);font-weight:600}
.n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
.warn{color:var(--warn)}.bad{color:var(--bad);font-weight:600}
svg{width:100%;height:5rem}rect{fill:var(--bar)}
figure{margin:1rem 0}figcaption{color:var(--quiet)}
"""
BAR, GAP, HEIGHT = 10, 2, 60  # in SVG user units; the chart stretches with the page


def page_of(sheet: Sheet) -> str:
    """Return *sheet* as a complete page; the same sheet gives the same bytes."""
    title = f"{sheet.title} · creative"
    facts = "".join(f"<li>{escape(fact)}</li>" for fact in sheet.facts)
    grids = "".join(_grid(grid.for_people()) for grid in sheet.grids if grid.rows)
    chart = "" if sheet.trend is None else _chart(f"Ads per {sheet.trend.unit}", sheet.trend.points)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{escape(sheet.title)}</h1><ul>{facts}</ul>{chart}{grids}</main></body></html>\n"
    )


def _grid(grid: Grid) -> str:
    heads = "".join(f'<th scope="col"{_side(column)}>{escape(column.name)}</th>' for column in grid.columns)
    rows = "".join(
        "<tr>" + "".join(_cell(*pair) for pair in zip(row, grid.columns, strict=True)) + "</tr>\n" for row in grid.rows
    )
    title = escape(grid.title)
    return (
        f'<h2>{title}</h2><div class="wide" role="region" tabindex="0" aria-label="{title}"><table><thead><tr>'
        f"{heads}</tr></thead><tbody>\n{rows}</tbody></table></div>"
    )


def _side(column: Column) -> str:
    return "" if column.kind is Kind.TEXT else ' class="n"'


def _cell(cell: Cell, column: Column) -> str:
    text = escape(format_cell(cell, column.kind))
    if isinstance(cell, Tally) and cell.trouble:
        colour = "bad" if cell.failed or cell.errors else "warn"
        return f'<td class="n {colour}">{text}</td>'
    # Cells hold text of any script: let each choose its direction.
    return f'<td dir="auto">{text}</td>' if column.kind is Kind.TEXT else f'<td class="n">{text}</td>'


def _chart(caption: str, points: tuple[Point, ...]) -> str:
    top = max((point.ads for point in points), default=0) or 1
    bars = "".join(
        f'<rect x="{place * (BAR + GAP)}" y="{HEIGHT - tall:g}" width="{BAR}" height="{tall:g}"><title>'
        f"{escape(point.label)}: {count_noun(point.ads, 'ad')}, "
        f"{format_known_usd(point.cost_usd, point.unknown)}</title></rect>"
        for place, point in enumerate(points)
        if (tall := round(HEIGHT * point.ads / top, 1))
    )
    first, last = escape(points[0].label), escape(points[-1].label)
    return (
        f'<figure><svg viewBox="0 0 {len(points) * (BAR + GAP)} {HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(caption)}">{bars}</svg><figcaption>{escape(caption)}, {first} to {last} UTC, '
        f"at most {top}</figcaption></figure>"
    )
