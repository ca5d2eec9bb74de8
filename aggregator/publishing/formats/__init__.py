"""Output formats: one module each, found by their `FORMATS`."""
