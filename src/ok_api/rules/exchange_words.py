"""The closed word lists of the exchange with other systems; the programme's stand in `words.py`."""

from ok_api.rules.words import Term


class ImportKind(Term):
    """What the rows of a file are."""

    SCHOOLS = "schools"
    BOARDS = "boards"
    APPLICATIONS = "applications"
    ENROLMENTS = "enrolments"
    SESSIONS = "sessions"


class ImportMode(Term):
    PLAN = "plan"
    APPLY = "apply"


class ImportUnit(Term):
    """What is taken over together, or not at all."""

    FILE = "file"
    ROW = "row"


class UnknownColumns(Term):
    """What becomes of the columns that a kind does not know."""

    REFUSE = "refuse"
    IGNORE = "ignore"


class ImportStatus(Term):
    QUEUED = "queued"
    RUNNING = "running"
    PLANNED = "planned"
    APPLIED = "applied"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RowOutcome(Term):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    ABSENT = "absent"
    REFUSED = "refused"


class MendedBy(Term):
    """Who has to put a refused row right."""

    SENDER = "sender"
    SCHOOL = "school"
    BOARD = "board"
    OFFICE = "office"


class ChangeOperation(Term):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    CLOSED = "closed"


class SubscriptionStatus(Term):
    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"


class DeliveryStatus(Term):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


class CalendarSubject(Term):
    """Whose sessions a calendar holds."""

    SCHOOL = "school"
    TRAJECTORY = "trajectory"
    PERSON = "person"
