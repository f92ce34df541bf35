"""Search over past ads: vectors in Chroma, keywords in SQLite, both rebuilt from the run log at any time.

describe ─► SearchDocument ─► Embedder.passages ─► SearchIndex.add
question ─► Embedder.query ─► SearchIndex.query ─► SearchHit (campaign, its best documents, shared words)
"""
