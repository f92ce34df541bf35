"""What search finds, and what it survives."""
