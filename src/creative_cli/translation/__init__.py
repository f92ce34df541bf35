"""The words of every market: memory, translator, exchange with translators' own tools."""
