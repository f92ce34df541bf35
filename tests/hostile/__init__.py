"""Files and answers made to harm: each is tried through the command that a user would run on it."""
