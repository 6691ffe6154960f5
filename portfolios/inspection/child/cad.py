"""Recognises and checks drawings and models."""


def kind_of(head, path):
    """The media type of what is in the file; "" when it is none of these."""
    return ""


def judge(path, kind, kept_path):
    """What is in the file, as a part of the answer. Raises Refused."""
    return {"kind": kind}
