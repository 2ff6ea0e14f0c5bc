"""All tables, in one place because they cross everywhere."""

from ok_api.tables.base import Base
from ok_api.tables.catalogue import Expertise
from ok_api.tables.exchange import (
    CalendarFeed,
    Import,
    ImportPart,
    ImportRow,
    WebhookCourse,
    WebhookDelivery,
    WebhookSubscription,
)
from ok_api.tables.learning import (
    Attendance,
    Enrolment,
    KnowledgeActivity,
    LearningTrajectory,
    Measurement,
    Session,
)
from ok_api.tables.participation import (
    ExpertAssignment,
    Participation,
    PlanEntry,
    ProgrammeYear,
    TeamMember,
)
from ok_api.tables.records import AuditRecord, LogCommit, LogHead, StoredAnswer
from ok_api.tables.review import Evaluation, GoNoGoDecision
from ok_api.tables.schools import Region, RegisterListing, School, SchoolBoard
from ok_api.tables.selection import (
    Application,
    ApplicationStep,
    Conversation,
    Criterion,
    Document,
    SelectionRound,
)

__all__ = [
    "Application",
    "ApplicationStep",
    "Attendance",
    "AuditRecord",
    "Base",
    "CalendarFeed",
    "Conversation",
    "Criterion",
    "Document",
    "Enrolment",
    "Evaluation",
    "ExpertAssignment",
    "Expertise",
    "GoNoGoDecision",
    "Import",
    "ImportPart",
    "ImportRow",
    "KnowledgeActivity",
    "LearningTrajectory",
    "LogCommit",
    "LogHead",
    "Measurement",
    "Participation",
    "PlanEntry",
    "ProgrammeYear",
    "Region",
    "RegisterListing",
    "School",
    "SchoolBoard",
    "SelectionRound",
    "Session",
    "StoredAnswer",
    "TeamMember",
    "WebhookCourse",
    "WebhookDelivery",
    "WebhookSubscription",
]
