"""Tests of the checks: a good ad passes, one thing broken gives one code."""
