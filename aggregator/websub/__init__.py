"""Hubs are told that feeds have changed (WebSub, section 6).

scan ─▶ notices in the store ─▶ sender, in a thread of the scanning process ─▶ hub
        └─◀─────── again later, if it failed ──────┘
"""
