"""The models of the portfolios, a file per noun."""

from portfolios.models.assessment import Assessment
from portfolios.models.draft import Draft
from portfolios.models.evidence import STARR, Evidence, EvidenceFile, EvidenceLink
from portfolios.models.log import LogEntry, LogText, RoleChange
from portfolios.models.portfolio import ChosenSpecialisation, Portfolio
from portfolios.models.school_class import SchoolClass, Teaching
from portfolios.models.sign_off import SignOff
from portfolios.models.submission import Submission, SubmissionEvidence
from portfolios.models.upload import Upload
from portfolios.models.user import COORDINATORS, EXAMINATION_BOARD, User

__all__ = [
    "COORDINATORS",
    "EXAMINATION_BOARD",
    "STARR",
    "Assessment",
    "ChosenSpecialisation",
    "Draft",
    "Evidence",
    "EvidenceFile",
    "EvidenceLink",
    "LogEntry",
    "LogText",
    "Portfolio",
    "RoleChange",
    "SchoolClass",
    "SignOff",
    "Submission",
    "SubmissionEvidence",
    "Teaching",
    "Upload",
    "User",
]
