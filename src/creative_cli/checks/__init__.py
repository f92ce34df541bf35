"""The checks every ad passes through: one file per check, a profile that lists them, a runner."""
