"""Tests of brand kits and their sheets."""
