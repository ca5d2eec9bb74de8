"""Entries become bytes."""
