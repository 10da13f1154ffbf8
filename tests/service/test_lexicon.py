"""The vocabulary that the package carries can be read."""

from monitor.service.lexicon import packaged


def test_the_packaged_lexicon_is_read_once() -> None:
    """It is compiled at the first use, and shared after that."""
    assert packaged() is packaged()
    assert packaged().kinds["fighters"] == "people"
