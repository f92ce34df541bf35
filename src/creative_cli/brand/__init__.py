"""Judges brand kits, and draws the sheet of a brand."""
