"""The run log: one journal file per run records events and costs, and DuckDB answers queries about them."""
