"""The run log: what every run did and cost, one journal file per run, asked through DuckDB."""
