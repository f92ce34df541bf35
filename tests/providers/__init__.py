"""Tests of the picture services."""
