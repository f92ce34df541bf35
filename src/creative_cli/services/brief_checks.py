"""Checks briefs as far as no picture is needed, and refuses what would fail before any money is spent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.together import list_advertised
from creative_cli.checks.profile import PLUGIN_CHECKS
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.planner import STDIN_NAME, Slice, build_plans
from creative_cli.errors import BriefError, CreativeError, FindingsError, Problem, SentenceList
from creative_cli.findings.judge import FindingJudge
from creative_cli.findings.located_finding import FindingSubject, LocatedFinding
from creative_cli.models import CopySource, Status
from creative_cli.services import preflight
from creative_cli.services.brief_findings import find_brief_findings, list_template_texts
from creative_cli.services.feed_addresses import open_feed_addresses
from creative_cli.services.judging import add_brief_waivers
from creative_cli.services.passed_rows import PassedRows
from creative_cli.services.runs import RunOptions
from creative_cli.services.workspace import Workspace
from creative_cli.storage.cache import Cache

DRAFT_CHECK = "translation"
"""The check of the marks that a translator's draft has until it is reviewed."""


@dataclass(frozen=True, slots=True)
class CheckedBriefs:
    """Briefs that could be read, what was found in them, and the problems of those and of the others.

    `checked` is the copy that was looked at: of each market and campaign. `hint` is the next step of a brief alone.
    `template_texts` are those that the template of a brief writes itself, by the name of the brief.
    """

    briefs: tuple[LoadedBrief, ...]
    findings: tuple[LocatedFinding, ...]
    problems: tuple[Problem, ...]
    checked: tuple[FindingSubject, ...] = ()
    hint: str = ""
    template_texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def refused(self) -> BriefError | None:
        """The error of the problems, None if there are none."""
        if not self.problems:
            return None
        return BriefError(self.problems, self.hint) if self.hint else BriefError(self.problems)


@dataclass(frozen=True, slots=True)
class CheckedPlans:
    """What is found before a run, the copy that was looked at, and the error that stops the run, if there is one."""

    findings: tuple[LocatedFinding, ...]
    checked: tuple[FindingSubject, ...]
    refused: CreativeError | None


def check_briefs(
    names: Sequence[str | bytes], where: Workspace, judge: FindingJudge, *, skip_bad_rows: bool = False
) -> CheckedBriefs:
    """Read briefs, `-` from stdin, and find all that is wrong in them that needs no picture to be made.

    A brief with a problem does not hide what is wrong in the others. Raises UsageError, and PluginError for a check of
    a plug-in that cannot be loaded.
    """
    PLUGIN_CHECKS.load_all()
    plans, problems, hint = _read_plans(names, where, skip_bad_rows=skip_bad_rows)
    cache = Cache(where.state)
    findings: list[LocatedFinding] = []
    for plan in plans:
        problems.extend(preflight.find_plan_problems(plan, where, cache))
        try:
            own = add_brief_waivers(judge, plan.brief)
        except BriefError as error:
            problems.extend(error.problems)
            continue
        generated = where.settings.openai_api_key is not None
        findings += own.judge_findings(find_brief_findings(plan, where, generated=generated))
    return CheckedBriefs(
        tuple(plan.brief for plan in plans),
        tuple(findings),
        tuple(sorted(problems)),
        tuple(list_checked_copy(plans)),
        hint,
        {plan.brief.name: tuple(_list_template_texts(plan)) for plan in plans},
    )


def _list_template_texts(plan: RunPlan) -> Iterable[str]:
    return dict.fromkeys(text for part in plan.parts for text in list_template_texts(part))


def _read_plans(
    names: Sequence[str | bytes], where: Workspace, *, skip_bad_rows: bool
) -> tuple[tuple[RunPlan, ...], list[Problem], str]:
    """Return the plans of the briefs that can be read, the problems of the others, and the hint of a brief alone."""

    def read(some: Sequence[str | bytes]) -> tuple[RunPlan, ...]:
        return build_plans(
            some,
            Slice(skip_bad_rows=skip_bad_rows),
            translator=where.settings.openai_api_key is not None,
            open_feed=open_feed_addresses(where),
        )

    try:
        return read(names), [], ""
    except BriefError as error:
        problems, hint = list(error.problems), error.hint if len(names) == 1 else ""
    plans: list[RunPlan] = []
    for name in names if len(names) > 1 else ():
        if name != STDIN_NAME:  # stdin has been read
            try:
                plans += read((name,))
            except BriefError:
                continue  # its problems are known
    return tuple(plans), problems, hint


def list_checked_copy(plans: Iterable[RunPlan]) -> Iterable[FindingSubject]:
    """Yield the copy of each market and product that a check can look at."""
    for plan in plans:
        for product in list_advertised(plan.brief.brief)[:1] if plan.brief.feed is not None else plan.products:
            for words in plan.adaptations:
                if words.source is not CopySource.MISSING:
                    yield FindingSubject(plan.campaign, words.locale.tag, product.id)


def check_before_run(
    plans: Sequence[RunPlan], where: Workspace, options: RunOptions, *, approved: bool, all_checks: bool
) -> CheckedPlans:
    """Check all plans before anything is made or paid for, and say what stops the run.

    With *all_checks*, or where pictures may be bought, text that fits at no legible size is found as well; where
    nothing is paid, the ads themselves show it.
    """
    refused: list[CreativeError] = []
    judges: list[FindingJudge] = []
    for plan in plans:
        try:
            preflight.validate_before_run(plan, where, approved=approved)
            judges.append(add_brief_waivers(options.judge, plan.brief))
        except CreativeError as error:
            refused.append(error)
            judges.append(options.judge)
    findings: list[LocatedFinding] = []
    # Where no finding stops the run, its ads have them all; a run that is refused reports them here.
    if all_checks or refused or options.fail_from is not None:
        for plan, judge in zip(plans, judges, strict=True):
            findings += _check_unless_passed(plan, where, judge, options, all_checks=all_checks)
    failing = refuse_failing_copy(findings, options.fail_from)
    problems = tuple(problem for error in refused if isinstance(error, BriefError) for problem in error.problems)
    first = BriefError(problems) if problems else next(iter(refused), failing)
    return CheckedPlans(tuple(findings), tuple(list_checked_copy(plans)), first)


def _check_unless_passed(
    plan: RunPlan, where: Workspace, judge: FindingJudge, options: RunOptions, *, all_checks: bool
) -> tuple[LocatedFinding, ...]:
    """Return what is wrong with the copy of a plan; a run looks only at rows of a feed that are new or changed."""
    fitted = all_checks or options.paid
    if all_checks or options.fail_from is None or plan.brief.feed is None or plan.all_variants:
        return check_plan_copy(plan, where, judge, paid=options.paid, fitted=fitted)
    rows = PassedRows(plan, Cache(where.state), options.fail_from, paid=options.paid)
    found = check_plan_copy(rows.list_others(), where, judge, paid=options.paid, fitted=fitted)
    if refuse_failing_copy(found, options.fail_from) is None:
        rows.record_rows()
    return found


def check_plan_copy(
    plan: RunPlan, where: Workspace, judge: FindingJudge, *, paid: bool, fitted: bool
) -> tuple[LocatedFinding, ...]:
    """Return what is wrong with the copy of a plan, and with *fitted* what fits at no legible size.

    *paid* says whether a provider may paint its pictures.
    """
    found = find_brief_findings(plan, where, generated=paid, fitted=fitted, glyphs=True)
    return judge.judge_findings(found)


def refuse_failing_copy(findings: Iterable[LocatedFinding], fail_from: Status | None) -> FindingsError | None:
    """Return the error of findings of *fail_from* or worse, None if there are none: no picture is made then.

    The marks of a draft are no reason: they stand on its ads until somebody has reviewed it.
    """
    if fail_from is None:
        return None
    lines = [one.line for one in findings if one.status >= fail_from and one.check != DRAFT_CHECK]
    if not lines:
        return None
    hint = "No picture was made. Change the copy, or continue with --fail-on never."
    return FindingsError(SentenceList(lines), hint)
