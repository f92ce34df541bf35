"""Packages for the platforms that ads are uploaded to."""
