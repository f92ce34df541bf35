"""Pictures in, pictures painted, pictures out: everything that touches pixels and no letters."""
