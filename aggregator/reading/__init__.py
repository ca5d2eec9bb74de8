"""Bytes become articles."""
