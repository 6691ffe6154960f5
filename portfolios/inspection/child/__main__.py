"""Opens one uploaded file in a process with little means, and says what is in it.

Started by `portfolios/inspection/process.py` as `python -I child LIMITS JOB ...`, in an isolated
interpreter with an empty environment; it imports nothing of this project. It first takes away its
own means, and loads the decoders only then. Jobs: judge a file (JSON), read the tables of a file
(JSON), read every row of a workbook (JSON), render a page of a document (JPEG).
"""

import json
import os
import resource
import sys


def limit(memory_bytes, cpu_seconds, written_bytes):
    """Take away from this process, for good, what opening a file does not need."""
    if sys.platform != "darwin":  # macOS has no such limit and refuses the call
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written_bytes, written_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def forbid_processes():
    """Start no other process from here on, and no thread."""
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def judge(path, kept_path, preview_path, thumbnail_path, pixels):
    """The answer about a file, with the pictures made of it written where it was told."""
    import pictures

    if not pictures.needs_threads(path):
        forbid_processes()
    import kinds
    from places import Places

    places = Places(kept_path, preview_path, thumbnail_path)
    return json.dumps(kinds.judge(path, places, int(pixels))).encode()


def read_tables(path, kind):
    """The first cells of the tables in a file."""
    forbid_processes()
    import tables

    return json.dumps(tables.read(path, kind)).encode()


def read_rows(path, most_rows, most_columns):
    """Every row of the first sheet of a workbook, or the code of the reason why not."""
    forbid_processes()
    import workbooks

    return json.dumps(workbooks.read(path, int(most_rows), int(most_columns))).encode()


def render_page(path, page, side):
    """One page of a document as a JPEG."""
    forbid_processes()
    import documents

    return documents.render(path, int(page), int(side))


JOBS = {"judge": judge, "tables": read_tables, "rows": read_rows, "page": render_page}


def main(memory_bytes, cpu_seconds, written_bytes, job, *arguments):
    """Do one job within the limits and say its answer."""
    limit(int(memory_bytes), int(cpu_seconds), int(written_bytes))
    sys.stdout.buffer.write(JOBS[job](*arguments))
    sys.stdout.flush()
    # The decoders have nothing left to do; hostile bytes get no say in how they are put away.
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
