"""The HTML page for reviewing a campaign, and the import of the verdicts it exports."""
