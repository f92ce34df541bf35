"""Tests of type: fonts, breaks, fitting and drawing."""
