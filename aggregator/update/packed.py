"""Values that a scan has no use for until later, in a tenth of their room: of a hundred thousand files they add up."""

import pickle
import zlib
from typing import Generic, NamedTuple, TypeVar, cast

Value = TypeVar("Value")


class Packed(NamedTuple, Generic[Value]):
    """A value that `unpacked` gives back."""

    content: bytes

    def unpacked(self) -> Value:
        """Another one that is equal."""
        return cast(Value, pickle.loads(zlib.decompress(self.content)))  # noqa: S301 (packed below)


def packed(value: Value) -> Packed[Value]:
    """A value in little room."""
    return Packed(zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), 1))
