"""Tests of `creative serve`."""
