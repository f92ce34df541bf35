"""The `creative` command and `python -m creative_cli`."""

import os


def main() -> None:
    """Run the command line."""
    # numpy's OpenBLAS reads it when it loads. A run has threads of its own; those of the library only wait beside them,
    # spinning, for a tenth of the run's CPU. Whoever sets the variable keeps what they set.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from creative_cli.cli.app import run_command_line  # noqa: PLC0415  # after the interpreter is up, so that Ctrl-C is ours

    run_command_line()


if __name__ == "__main__":
    main()
