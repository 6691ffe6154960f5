"""The models of the portfolios, a file per noun."""

from portfolios.models.assessment import Assessment
from portfolios.models.class_list import ClassList
from portfolios.models.confirmation import Completion, Confirmation, Exemption
from portfolios.models.draft import Draft
from portfolios.models.evidence import STARR, Evidence, EvidenceFile
from portfolios.models.evidence_link import EvidenceLink
from portfolios.models.log import LogEntry, LogText, RoleChange
from portfolios.models.message import FeedbackPhrase, Mail, Message
from portfolios.models.portfolio import ChosenSpecialisation, Portfolio
from portfolios.models.sample import Sample, SecondLook
from portfolios.models.school_class import SchoolClass, Teaching
from portfolios.models.sign_off import SignOff, SignOffMove
from portfolios.models.structure_change import StructureChange
from portfolios.models.structure_import import ImportState, StructureImport
from portfolios.models.submission import Submission, SubmissionEvidence
from portfolios.models.upload import Upload
from portfolios.models.user import COORDINATORS, EXAMINATION_BOARD, User
from portfolios.models.workplace import (
    LinkOpening,
    WorkplaceLink,
    WorkplaceQuestion,
    WorkplaceStatement,
    WorkplaceTrainer,
)

__all__ = [
    "COORDINATORS",
    "EXAMINATION_BOARD",
    "STARR",
    "Assessment",
    "ChosenSpecialisation",
    "ClassList",
    "Completion",
    "Confirmation",
    "Draft",
    "Evidence",
    "EvidenceFile",
    "EvidenceLink",
    "Exemption",
    "FeedbackPhrase",
    "ImportState",
    "LinkOpening",
    "LogEntry",
    "LogText",
    "Mail",
    "Message",
    "Portfolio",
    "RoleChange",
    "Sample",
    "SchoolClass",
    "SecondLook",
    "SignOff",
    "SignOffMove",
    "StructureChange",
    "StructureImport",
    "Submission",
    "SubmissionEvidence",
    "Teaching",
    "Upload",
    "User",
    "WorkplaceLink",
    "WorkplaceQuestion",
    "WorkplaceStatement",
    "WorkplaceTrainer",
]
