"""How every module of the child says that a file is not accepted."""


class Refused(Exception):
    """The file is not accepted; the message is the code of the reason."""
