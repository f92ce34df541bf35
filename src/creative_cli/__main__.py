"""The `creative` command and `python -m creative_cli`."""


def main() -> None:
    """Run the command line."""
    from creative_cli.cli.app import run  # noqa: PLC0415  # after the interpreter is up, so that Ctrl-C is ours

    run()


if __name__ == "__main__":
    main()
