"""Tests of the pages that people read: what they say to type works as they say."""
