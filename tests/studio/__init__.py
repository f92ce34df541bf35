"""Tests of the built-in studio."""
