"""Packages of finished ads for the platforms they are uploaded to: names, limits, sheets, landing pages, zips."""
