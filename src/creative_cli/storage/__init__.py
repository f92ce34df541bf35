"""What stays on disk: the journal of each run, the run log in DuckDB, the cache, and the finished folders.

    Journal ──events──► journal/<run>.jsonl ──import──► runlog.duckdb ──rows──► report, search
    Cache   ──results─► cache/objects, cache/actions
    OutputFolder ─────► <campaign>/<locale>/<ratio>/<product>.jpg, manifest.json

The journal is the source of truth: the run log is rebuilt from it, and cached results are made again.
"""
