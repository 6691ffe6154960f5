"""What a step answers when it cannot be taken."""


class Refused(Exception):
    """A step that is not legal now; the message is a sentence for the person who tried."""
