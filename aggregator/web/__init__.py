"""Bytes go out."""
