"""Parsers of foreign text against inputs that a machine makes up: harnesses, laws, and what they found."""
