"""Tests of the brief: what it may say, where it is wrong, what follows from it."""
