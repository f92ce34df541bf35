"""Tests of how findings are judged and reported."""
