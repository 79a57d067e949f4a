"""What the demo does not mix with."""


class DemoRefusedError(RuntimeError):
    """The database holds something of its own, which the text names."""
