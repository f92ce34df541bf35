"""Help in plain words: no types of Python, no ranges as formulas, and examples that can be copied."""

import inspect
import re
from typing import Any

import typer
import typer.core

_RANGE = re.compile(r"(?P<least>[\d.]+)<=x<=(?P<most>[\d.]+)")
_LEAST = re.compile(r"x>=(?P<least>[\d.]+)")


class PlainCommand(typer.core.TyperCommand):
    """A command whose help names its arguments as its usage line does, whatever the width."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the parts of the usage line after the command: an argument that may be left out is in brackets."""
        arguments = [one for one in self.get_params(ctx) if one.param_type_name == "argument"]
        return [self.options_metavar or "", *map(_write_usage, arguments)]

    def format_help_text(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # as the method that it overrides
        """Write the text of the help, each line of an example on one line, however long."""
        text = inspect.cleandoc(self.help or "")
        paragraphs = [f"\b\n{one}" if one.startswith("creative ") else one for one in text.split("\n\n")]
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text("\n\n".join(paragraphs))

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the lists of arguments and options."""
        for kind, title in (("argument", "Arguments"), ("option", "Options")):
            parameters = (one for one in self.get_params(ctx) if one.param_type_name == kind)
            if shown := [row for row in (_describe(one, ctx) for one in parameters) if row is not None]:
                with formatter.section(title):
                    formatter.write_dl(shown)


def speak_plainly(app: typer.Typer) -> None:
    """Let every command of *app* and of its groups have plain help."""
    for command in app.registered_commands:
        command.cls = PlainCommand
    for group in app.registered_groups:
        if group.typer_instance is not None:
            speak_plainly(group.typer_instance)


def _name_argument(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())


def _write_usage(argument: Any) -> str:
    name = _name_argument(argument) if argument.required else f"[{_name_argument(argument)}]"
    return name if argument.nargs == 1 else f"{name}..."


def _describe(parameter: Any, ctx: Any) -> tuple[str, str] | None:
    record = parameter.get_help_record(ctx)  # None where it is hidden
    if record is None:
        return None
    name, text = record
    plain = _LEAST.sub(r"\g<least> or more", _RANGE.sub(r"\g<least> to \g<most>", text))
    if parameter.param_type_name == "argument":
        return _name_argument(parameter), plain
    return re.sub("[<>]", "", name), plain
