"""The page people review a campaign on."""
