"""One scan, from the folder to the store.

    known files ─▶ survey ─▶ what to read, what waits, what is gone             look.py
                               │
              in batches:      ▼                                                          work.py
                 read ─▶ decode ─▶ parse ─▶ normalise         (a bad file: a line in the report)
                               │
              one transaction: ▼                                                          ledger.py
                 identity ─▶ ids, dates, edits, withdrawals ─▶ entries, sources, fingerprints, news
                               │
              at the end:      ▼
                 what gone files held and no file took over is withdrawn

Deciding is `editing`'s, keeping is the `store`'s; this wing joins them with the files.
"""
