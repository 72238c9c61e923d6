"""The scripted server of the tests of remote sides."""

from tests.unit.remote.conftest import scripted

__all__ = ["scripted"]
