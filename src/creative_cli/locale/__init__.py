"""Locales and the way each one writes numbers and prices, from CLDR."""
