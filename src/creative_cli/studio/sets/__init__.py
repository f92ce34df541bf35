"""Twelve sets in which a packshot stands: pure functions of size, packshot, palette and seed."""
