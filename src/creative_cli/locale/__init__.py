"""Locales of markets and their number and price formats, from CLDR."""
