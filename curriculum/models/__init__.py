"""What must be shown. Nothing here knows people."""

from curriculum.models.matrix import CoreTask, Requirement, WorkProcess
from curriculum.models.qualification import ExitProfile, Qualification, QualificationState

__all__ = [
    "CoreTask",
    "ExitProfile",
    "Qualification",
    "QualificationState",
    "Requirement",
    "WorkProcess",
]
