"""The run log: journals, their import, reports."""
