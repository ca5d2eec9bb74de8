"""A folder of text files becomes RSS, Atom and JSON feeds, with entry ids that last for ever."""

__version__ = "0.1.0"
