"""Feed readers, each with its own idea of when two entries are the same, for `bench.subscribers`.

feedparser and lemon24/reader run themselves; the others are restated from their source, which each module names.
"""
