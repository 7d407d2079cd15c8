"""Text of answers read as BSL reads it."""

LF = "\n"


def line(text: str, number: int) -> str:
    """СтрПолучитьСтроку: lines are separated by LF only and numbered from 1; a CR stays in its line."""
    parts = text.split(LF)
    return parts[number - 1] if number <= len(parts) else ""


def count_lines(text: str) -> int:
    """СтрЧислоСтрок: LF + 1, so a newline at the end counts."""
    return text.count(LF) + 1


def status_of(text: str) -> str:
    """Return the status word: first line, trimmed, lower case."""
    return line(text, 1).strip().lower()
