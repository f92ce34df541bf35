"""Figures as a market writes them: prices, percents, numbers, days. CLDR through Babel, with our overrides."""
