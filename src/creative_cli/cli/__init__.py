"""The command line: parse options, call one service, render the result, exit. The only package that uses Typer."""
