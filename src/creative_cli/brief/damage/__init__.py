"""Finds damage in texts: what was lost or left behind on the way from a writer to an ad, in every script."""
