"""Tables of names, written as text."""


def words(text: str) -> tuple[str, ...]:
    """Split a text into its words: a compact table of names."""
    return tuple(text.split())


def kinds(text: str) -> dict[str, str]:
    """Read `int: id ownerId` lines into name -> kind, in the order in which they stand."""
    pairs = (line.split(":", 1) for line in text.strip().splitlines())
    return {name: kind.strip() for kind, names in pairs for name in names.split()}
