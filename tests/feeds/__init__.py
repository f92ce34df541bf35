"""Tests of product feeds."""
