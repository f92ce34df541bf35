"""Finding what was made: vectors in Chroma and keywords in SQLite, both made again from the run log at any time.

describe ─► Document ─► Embedder.passages ─► Index.add
question ─► Embedder.query ─► Index.query ─► Hit (campaign, its best documents, the words they share)
"""
