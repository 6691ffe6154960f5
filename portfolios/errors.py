"""What a step answers when it cannot be taken."""


class Refused(Exception):  # noqa: N818 - it is an answer, not a failure
    """A step that is not legal now; the message is a sentence for the person who tried."""
