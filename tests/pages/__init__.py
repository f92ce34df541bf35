"""The pages of a server."""
