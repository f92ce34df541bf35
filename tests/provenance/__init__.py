"""Tests of where pictures come from, and of what files and rules say of it."""
