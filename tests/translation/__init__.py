"""The copy desk: memory, translator, pseudo-copy, exchange."""
