"""The page people review a campaign on, and the verdicts that come back from it."""
