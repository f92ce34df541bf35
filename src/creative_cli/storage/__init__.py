"""What stays on disk: the journal of each run, its projection into DuckDB, the cache, and the finished folders.

    Journal ──events──► journal/<run>.jsonl ──import──► runlog.duckdb ──rows──► report, search
    Cache   ──results─► cache/objects, cache/actions
    OutputFolder ─────► <campaign>/<locale>/<ratio>/<product>.jpg, manifest.json

The journal is the truth. Everything else can be deleted and comes back.
"""
