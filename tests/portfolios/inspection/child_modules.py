"""The modules of the child process, for tests that call them without a process around them.

They import each other by bare names, as they do in the child.
"""

import importlib
import sys
from pathlib import Path

import portfolios.inspection

FOLDER = Path(portfolios.inspection.__file__).with_name("child")


def loaded(*names):
    """These modules, found in the child's folder and nowhere else."""
    sys.path.insert(0, str(FOLDER))
    try:
        return [importlib.import_module(name) for name in names]
    finally:
        sys.path.remove(str(FOLDER))


boxes, ebml, films, source, refused = loaded("boxes", "ebml", "films", "source", "refused")
Refused = refused.Refused
