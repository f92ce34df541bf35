"""The `creative` command and `python -m creative_cli`."""


def main() -> None:
    """Run the command line."""
    from creative_cli.cli.app import run_command_line  # noqa: PLC0415  # after the interpreter is up, so that Ctrl-C is ours

    run_command_line()


if __name__ == "__main__":
    main()
