"""Outputs in object storage."""
