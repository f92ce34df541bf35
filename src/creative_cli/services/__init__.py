"""From settings and options to rooms: the one place where services are built, one file for each kind of command."""
