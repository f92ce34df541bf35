"""The command line: options, one call, one render, one exit code. The only importer of Typer."""
