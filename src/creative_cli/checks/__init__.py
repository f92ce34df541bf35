"""What is checked before an ad leaves the house: one file per check, one profile, one runner."""
