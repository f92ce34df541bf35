"""Calls that leave the machine: what may go wrong, when to try again, how often and for how much."""
