"""The Data page."""


def show() -> None:
    """Draw the Data page."""
