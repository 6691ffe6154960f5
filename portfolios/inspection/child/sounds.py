"""Recognises and checks MP3, WAV and Ogg recordings.

What is kept is a copy without tags, pictures and names; the sound itself is untouched.
"""

import mp3
import ogg
import wav

MP3, WAV, OGG = "audio/mpeg", "audio/wav", "audio/ogg"


def kind_of(head, path):
    """The media type of what is in the file; "" when it is none of these."""
    if head.startswith(b"OggS"):
        return OGG
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return WAV
    return MP3 if mp3.starts(head) else ""


def judge(path, kind, kept_path):
    """What is in the recording, with a clean copy at `kept_path`. Raises Refused."""
    judges = {MP3: mp3.judge, WAV: wav.judge, OGG: ogg.judge}
    return {"kind": kind, "kept": True} | judges[kind](path, kept_path)
