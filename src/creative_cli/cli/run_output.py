"""Render run results, dry runs and validated briefs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from rich.table import Table
from rich.text import Text

from creative_cli.brief.feed_record import ReadFeed
from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.product_copy import is_sold_in
from creative_cli.brief.together import list_advertised
from creative_cli.brief.variant_keys import NO_LIMITS, VariantLimits, describe_variant, is_tested_in
from creative_cli.cli.console import STATUS_COLORS, Screen, error_document
from creative_cli.cli.finding_output import describe_findings, show_located_findings, show_waived_findings
from creative_cli.engine.plan import AdFailure, RunResult
from creative_cli.engine.previews import ImagePreview, RunPreview
from creative_cli.errors import CreativeError, ExitCode
from creative_cli.findings.located_finding import LocatedFinding
from creative_cli.http.budget import Ceiling
from creative_cli.models import Asset, Status
from creative_cli.runlog.report.humanize import count_noun
from creative_cli.services.brief_checks import CheckedBriefs
from creative_cli.services.copy_explanations import AdExplanation
from creative_cli.small_sizes import LeftOutAd
from creative_cli.usd import format_usd

MARKETS_NAMED = 5  # of those that a line is about


def show_run_results(
    screen: Screen,
    results: Sequence[RunResult],
    stopped: CreativeError | None = None,
    findings: Sequence[LocatedFinding] = (),
) -> None:
    """Show what each run made and found, and what to do next.

    *stopped* is the error that kept the next brief from running. Only the JSON document includes it. *findings* are
    those of all ads, with their places.
    """
    if screen.as_json:
        error = None if stopped is None else error_document(stopped)
        screen.json({"schema": 1, "runs": [_result_document(result) for result in results], "error": error})
        return
    for result in results:
        if screen.quiet:
            _show_errors(screen, result)
        else:
            _show_summary(screen, result)
    if not screen.quiet:
        show_waived_findings(screen, findings)


def _show_summary(screen: Screen, result: RunResult) -> None:
    screen.line(f"{result.outcome.plan.campaign}: {count_noun(len(result.outcome.assets), 'ad')}", style="bold")
    perhaps = f" and perhaps ${format_usd(result.maybe_usd)} more" if result.maybe_usd else ""
    cost = f"${format_usd(result.cost_usd)}{perhaps}"
    figures = f"{result.outcome.made} made, {result.outcome.unchanged} unchanged, {result.seconds:.1f} s, {cost}"
    screen.line(f"  {figures}, pictures by {_image_providers(result)}")
    for switch in result.outcome.switches:
        screen.line(f"  {switch}", style="yellow")
    if result.outcome.assets:
        screen.table(_locale_table(result.outcome.assets))
    for text, style in _finding_lines(result.outcome.assets):
        screen.line(text, style=style)
    _show_unmade(screen, result)
    _show_edited_files(screen, result)
    if result.notice:
        screen.line(f"  {result.notice}", style="red")
    if result.interrupted:
        screen.line("Interrupted. Finished ads are kept; run the same command again to continue.", style="yellow")
    if result.outcome.assets:
        screen.line(f"Ads and manifest.json: {result.folder}")
        screen.line(f"Review them: {result.folder}/index.html")


def _show_errors(screen: Screen, result: RunResult) -> None:
    """Say on stderr what a quiet run has to say: findings that fail an ad, and ads that were not made."""
    failed = [text for text, _ in _finding_lines(result.outcome.assets, Status.FAIL)]
    for line in (*failed, *_failure_lines(result), *([f"  {result.notice}"] if result.notice else [])):
        screen.complain(f"{result.outcome.plan.campaign}:{line.removeprefix(' ')}")


def _show_unmade(screen: Screen, result: RunResult) -> None:
    """Show the ads that are left out and those that failed."""
    for line in _left_out_lines(result.outcome.left_out):
        screen.line(line, style="yellow")
    for line in _failure_lines(result):
        screen.line(line, style="red")


def _failure_lines(result: RunResult) -> Iterable[str]:
    for hint, reasons in _group_failures(result.outcome.failures).items():
        for sentence, places in reasons:
            yield f"  not made: {places}: {sentence}"
        if hint:
            yield f"    {hint}"


def show_previews(
    screen: Screen,
    plans: Sequence[RunPreview],
    ceiling: float | None = None,
    refused: CreativeError | None = None,
    month: Ceiling | None = None,
    findings: Sequence[LocatedFinding] = (),
) -> None:
    """Show what a run would make, and what is found without making it.

    *ceiling* is the run's budget in USD, *month* the budget of all runs, *refused* the error that would stop the run.
    """
    if screen.as_json:
        document = {
            "schema": 1,
            "plans": [{**asdict(plan), "cost_usd": plan.cost_usd} for plan in plans],
            "max_usd": ceiling,
            "month": month,
            "findings": describe_findings(findings),
            "error": None if refused is None else error_document(refused),
        }
        screen.json(document)
        return
    if screen.quiet:
        return
    for plan in plans:
        screen.line(f"{plan.campaign}: {count_noun(plan.assets, 'ad')} would be made", style="bold")
        table = Table(box=None, pad_edge=False)
        for name in ("product", "picture", "provider", "size", "USD"):
            table.add_column(name, justify="right" if name == "USD" else "left")
        for hero in plan.heroes:
            table.add_row(hero.product, hero.picture, hero.provider, hero.size or "·", f"{hero.cost_usd:.3f}")
        screen.table(table)
        if plan.variants:
            screen.line(f"  variants {', '.join(plan.variants)}")
        screen.line(f"  formats {', '.join(plan.formats)}")
        screen.line(f"  markets {', '.join(plan.locales)}")
        _show_template_texts(screen, plan.template_texts)
        if plan.translated:
            screen.line(f"  to translate {', '.join(plan.translated)}: at most ${plan.copy_usd:.3f}")
        screen.line(f"  at most ${format_usd(plan.cost_usd)} in total")
        screen.line(f"  folder  {plan.folder}")
        for hero in plan.heroes:
            _show_prompt(screen, hero)
    for warning in _budget_warnings(sum(plan.cost_usd for plan in plans), ceiling, month):
        screen.line(warning, style="yellow")
    # What stops the run is said on stderr.
    shown = [one for one in findings if refused is None or one.line not in refused.sentence]
    show_located_findings(screen, shown)


def _show_template_texts(screen: Screen, texts: Sequence[str]) -> None:
    if texts:
        screen.line(f"  the template writes {', '.join(f'“{text}”' for text in texts)}")


def _show_prompt(screen: Screen, hero: ImagePreview) -> None:
    if not hero.prompt:
        return
    screen.line(f"  Prompt for {hero.product}{' in the earlier run' if hero.kept else ''}:")
    for line in hero.prompt.split("\n"):
        screen.line(f"    {line}", style="dim")


def _budget_warnings(total: float, ceiling: float | None, month: Ceiling | None) -> Iterable[str]:
    if ceiling is not None and total > ceiling:
        yield f"This may exceed the run's budget of ${format_usd(ceiling)} (--max-usd). The run stops before it would."
    if month is not None and month.unknown:
        yield (
            f"What this month has cost is unknown: {month.unknown}. No paid call is made while {month.name} cannot be "
            "kept."
        )
    elif month is not None and total > (left := max(0.0, month.usd - month.spent_usd)):
        yield (
            f"This may exceed the monthly budget: ${format_usd(left)} of ${format_usd(month.usd)} is left "
            f"({month.name}). The run stops before it would."
        )


def show_valid_briefs(screen: Screen, checked: CheckedBriefs, refused: CreativeError | None = None) -> None:
    """Show what the briefs without problems ask for; the JSON document has all findings, and *refused*, too."""
    with_problems = {problem.file for problem in checked.problems}
    briefs = [loaded for loaded in checked.briefs if loaded.name not in with_problems]
    if screen.as_json:
        facts = [
            {
                "name": loaded.name,
                "campaign": loaded.brief.campaign,
                "products": [product.id for product in list_advertised(loaded.brief)],
                "ratios": loaded.brief.asked_ratios,
                "channels": loaded.brief.channels,
                "locales": [market.locale.tag for market in loaded.markets],
                "variants": [one.variant for one in loaded.variants],
                "groups": dict(loaded.groups),
                "feed": None if loaded.feed is None else _describe_feed(loaded.feed),
                "ads": _count_ads(loaded),
                "template_texts": checked.template_texts.get(loaded.name, ()),
            }
            for loaded in briefs
        ]
        document: dict[str, object] = {"schema": 1, "briefs": facts, "findings": describe_findings(checked.findings)}
        screen.json(document if refused is None else {**document, "error": error_document(refused)})
        return
    for loaded in briefs:
        sizes = (len(list_advertised(loaded.brief)), _count_formats(loaded), len(loaded.markets))
        made_of = " × ".join(
            count_noun(n, what)
            for n, what in zip((*sizes, len(loaded.variants)), ("product", "format", "market", "variant"), strict=True)
            if n or what != "variant"
        )
        screen.line(f"{loaded.name}: valid. {made_of} = {count_noun(_count_ads(loaded), 'ad')}")
        for one in loaded.variants:
            screen.line(f"  {one.variant}: {describe_variant(loaded.brief.variants[one.variant])}")
        _show_template_texts(screen, checked.template_texts.get(loaded.name, ()))
        tags = {market.country: market.locale.tag for market in loaded.markets}
        if loaded.feed is not None:
            read = f"{count_noun(loaded.feed.total, 'row')} read, {count_noun(len(loaded.feed.rows), 'product')}"
            screen.line(f"  {loaded.feed.name}: {read}")
        for name, countries in loaded.groups:
            screen.line(
                f"  {name}: {count_noun(len(countries), 'market')}: {', '.join(tags[one] for one in countries)}"
            )


def show_skipped_rows(screen: Screen, briefs: Sequence[LoadedBrief]) -> ExitCode:
    """List the rows of feeds that were left out, on stderr; return the exit code that they give."""
    skipped = [problem for loaded in briefs if loaded.feed is not None for problem in loaded.feed.skipped]
    for problem in skipped:
        screen.complain(f"left out: {problem}")
    return ExitCode.INCOMPLETE if skipped else ExitCode.OK


def show_copy_explanations(screen: Screen, ads: Sequence[AdExplanation]) -> None:
    """Show each line of an ad in each of its variants, where it is written, and the lines it was chosen before."""
    if screen.as_json:
        screen.json({"schema": 1, "ad": ads[0], **({"ads": ads} if ads[0].variant else {})})
        return
    for ad in ads:
        _show_copy_explanation(screen, ad)


def _show_copy_explanation(screen: Screen, ad: AdExplanation) -> None:
    screen.line(" ".join(filter(None, (ad.product, ad.ratio, ad.locale, ad.variant))), style="bold")
    for line in ad.lines:
        choice = line.choice
        screen.line(f"  {choice.role}: {'(no line)' if choice.left_out else line.printed}")
        to_do = ", to be translated" if ad.translated and _is_translated(choice.chosen.key) else ""
        if not choice.left_out:
            screen.line(f"    {choice.chosen.place}: {choice.chosen.key}{to_do}")
        for one, lacks in choice.passed:
            needs = " and ".join(f"{{{word}}}" for word in lacks)
            sentence = f"needs {needs}, which {ad.product} does not have in {ad.locale}"
            screen.line(f"    not {one.place}: {one.key}: {one.text}: {sentence}", style="dim")
        for other in choice.others:
            screen.line(f"    not {other.place}: {other.key}: {other.text}", style="dim")
    for setting in ad.delivery:
        screen.line(f"  {setting.key}: {setting.text}")
        screen.line(f"    {setting.place}")


def _is_translated(key: str) -> bool:
    """Tell whether a line is written in the source language: in the message, or in a variant without a language."""
    return key.startswith("message") or (key.startswith("variants") and ".copy." not in key)


def _result_document(result: RunResult) -> dict[str, object]:
    return {
        "run_id": result.run_id,
        "campaign": result.outcome.plan.campaign,
        "provider": result.provider,
        "exit_code": int(result.exit_code),
        "interrupted": result.interrupted,
        "folder": result.folder,
        "made": result.outcome.made,
        "unchanged": result.outcome.unchanged,
        "seconds": round(result.seconds, 3),
        "cost_usd": result.cost_usd,
        "maybe_usd": result.maybe_usd,
        "switches": result.outcome.switches,
        "assets": result.outcome.assets,
        "failures": result.outcome.failures,
        "left_out": result.outcome.left_out,
        "removed": result.settlement.removed,
        "changed_by_hand": result.settlement.changed,
        "outdated": result.settlement.outdated,
        "damaged_manifest": result.settlement.damaged,
        "kept_aside": result.outcome.kept_aside,
        "rewritten": result.outcome.rewritten,
        "notice": result.notice,
    }


def _describe_feed(feed: ReadFeed) -> dict[str, object]:
    return {"name": feed.name, "sha256": feed.sha256, "rows": feed.total, "skipped": feed.skipped}


def _count_ads(loaded: LoadedBrief) -> int:
    """Return the number of ads; a product that names its markets has none in the others, and a variant has limits."""
    if loaded.variants:
        return sum(_count_variant_ads(one, loaded.brief.variants[one.variant].only) for one in loaded.variants)
    sold = sum(is_sold_in(product, one.locale) for product in list_advertised(loaded.brief) for one in loaded.markets)
    return sold * _count_formats(loaded)


def _count_variant_ads(loaded: LoadedBrief, only: VariantLimits | None) -> int:
    limits = only or NO_LIMITS
    products = [one for one in list_advertised(loaded.brief) if not limits.products or one.id in limits.products]
    markets = [one.locale for one in loaded.markets if is_tested_in(only, one.locale)]
    formats = [*loaded.brief.asked_ratios, *loaded.brief.channels]
    sold = sum(is_sold_in(product, locale) for product in products for locale in markets)
    return sold * sum(1 for name in formats if not limits.formats or name in limits.formats)


def _count_formats(loaded: LoadedBrief) -> int:
    return len(loaded.brief.asked_ratios) + len(loaded.brief.channels)


def _show_edited_files(screen: Screen, result: RunResult) -> None:
    settled = result.settlement
    if settled.damaged:
        screen.line(f"  {settled.damaged}", style="yellow")
    for path in settled.removed:
        screen.line(f"  removed, no longer in the brief: {path}")
    for path in settled.changed:
        screen.line(f"  edited by hand, left unchanged: {path}", style="yellow")
    for path in settled.outdated:
        screen.line(f"  out of date, could not be replaced: {path}", style="yellow")
    for path in result.outcome.kept_aside:
        screen.line(f"  your edited version was renamed to {path}", style="yellow")
    if rewritten := result.outcome.rewritten:
        more = f" (+{count_noun(len(rewritten) - 1, 'more ad')})" if len(rewritten) > 1 else ""
        screen.line(f"  deleted during the run, written again: {rewritten[0]}{more}", style="yellow")


def _group_failures(failures: Sequence[AdFailure]) -> dict[str, list[tuple[str, str]]]:
    """Group failures by next step, then by reason, each with the ads concerned."""
    by_reason: dict[tuple[str, str], list[AdFailure]] = {}
    for failure in failures:
        by_reason.setdefault((failure.hint, failure.sentence), []).append(failure)
    steps: dict[str, list[tuple[str, str]]] = {}
    for (hint, sentence), group in by_reason.items():
        first = group[0]
        more = f" (+{count_noun(len(group) - 1, 'more ad')})" if len(group) > 1 else ""
        place = " ".join(filter(None, (first.product, first.ratio, first.locale, first.variant)))
        steps.setdefault(hint, []).append((sentence, f"{place}{more}"))
    return steps


def _left_out_lines(ads: Sequence[LeftOutAd]) -> Iterable[str]:
    """Yield each size that is left out once, with its markets."""
    places: dict[str, list[LeftOutAd]] = {}
    for ad in ads:
        places.setdefault(ad.ratio, []).append(ad)
    for ratio, group in places.items():
        locales = list(dict.fromkeys(ad.locale for ad in group))
        more = f" and {len(locales) - MARKETS_NAMED} more" if len(locales) > MARKETS_NAMED else ""
        yield f"  left out: {ratio} {', '.join(locales[:MARKETS_NAMED])}{more}: {group[0].message}"


def _image_providers(result: RunResult) -> str:
    heroes = {asset.product: asset.hero for asset in result.outcome.assets}
    names = Counter(hero.provider if hero.provider != "brief" else "the brief" for hero in heroes.values())
    if not names:
        return result.provider  # no ad was made: the providers that were to make them
    return next(iter(names)) if len(names) == 1 else ", ".join(f"{name} ({count})" for name, count in names.items())


def _locale_table(assets: Sequence[Asset]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("locale")
    table.add_column("ads", justify="right")
    seen = [status for status in Status if any(asset.status is status for asset in assets)]
    for status in seen:
        table.add_column(status.name.lower(), justify="right")
    for locale in sorted({asset.locale for asset in assets}):
        counts = Counter(asset.status for asset in assets if asset.locale == locale)
        cells = [
            Text(str(counts[status]), style=STATUS_COLORS[status]) if counts[status] else Text("·") for status in seen
        ]
        table.add_row(locale, str(counts.total()), *cells)
    return table


def _finding_lines(assets: Sequence[Asset], least: Status = Status.WARN) -> Iterable[tuple[str, str]]:
    """Yield each kind of finding of *least* or worse once, worst first, with the first ad that has it."""
    places: dict[tuple[Status, str, str, str], list[str]] = {}
    for asset in assets:
        for finding in asset.findings:
            if finding.status >= least:
                key = (finding.status, finding.check, finding.code, finding.message)
                places.setdefault(key, []).append(asset.path)
    for (status, check, code, message), paths in sorted(places.items(), key=lambda item: -item[0][0]):
        more = f" (+{len(paths) - 1} more)" if len(paths) > 1 else ""
        yield f"  {status.name} {check}/{code} {paths[0]}{more}: {message}", STATUS_COLORS[status]
