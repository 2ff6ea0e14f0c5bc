"""Role by operation: who may ask for what at all. Which rows they then see is `scope`'s part."""

from dataclasses import replace

from ok_api.foundation.errors import Forbidden, Unauthenticated
from ok_api.foundation.identity import Actor
from ok_api.rules.text import Text, listed
from ok_api.rules.words import Role

Roles = frozenset[Role]

OFFICE: Roles = frozenset({Role.OFFICE})
SCHOOL_SIDE: Roles = OFFICE | {Role.BOARD, Role.SCHOOL}
WORKERS: Roles = SCHOOL_SIDE | {Role.EXPERT}
REVIEWERS: Roles = WORKERS | {Role.EVALUATOR}
READERS: Roles = REVIEWERS | {Role.SUBSIDY, Role.RESEARCH}
ACCOUNTS: Roles = SCHOOL_SIDE | {Role.SUBSIDY, Role.RESEARCH}
ANYONE: None = None

OPERATIONS: dict[str, Roles | None] = {
    # The register, open to all; the office mends it between two files.
    "listSchools": ANYONE,
    "getSchool": ANYONE,
    "putSchool": OFFICE,
    "listSchoolBoards": ANYONE,
    "getSchoolBoard": ANYONE,
    "listSchoolBoardSchools": ANYONE,
    "putSchoolBoard": OFFICE,
    "listRegions": ANYONE,
    # What everyone may look up.
    "getRoot": ANYONE,
    "listRules": ANYONE,
    "getRule": ANYONE,
    "listGlossaryTerms": ANYONE,
    "getGlossaryTerm": ANYONE,
    "listCodeLists": ANYONE,
    "getCodeList": ANYONE,
    "listProblemTypes": ANYONE,
    "getProblemType": ANYONE,
    "calculateFacilitation": ANYONE,
    # The catalogue.
    "listExpertises": ANYONE,
    "getExpertise": ANYONE,
    "describeExpertise": SCHOOL_SIDE,
    "changeExpertise": SCHOOL_SIDE,
    # Selection.
    "listSelectionRounds": READERS,
    "getSelectionRound": READERS,
    "openSelectionRound": OFFICE,
    "changeSelectionRound": OFFICE,
    "getSelectionRoundVariety": OFFICE | {Role.SUBSIDY, Role.RESEARCH},
    "listApplications": ACCOUNTS,
    "getApplication": ACCOUNTS,
    "startApplication": SCHOOL_SIDE,
    "changeApplication": SCHOOL_SIDE,
    "submitApplication": SCHOOL_SIDE,
    "getApplicationTerms": ACCOUNTS,
    "listApplicationTransitions": SCHOOL_SIDE,
    "takeApplicationStep": SCHOOL_SIDE,
    "listApplicationSteps": ACCOUNTS,
    "getApplicationStep": ACCOUNTS,
    "listCriteria": ACCOUNTS,
    "getCriterion": ACCOUNTS,
    "judgeCriterion": OFFICE,
    "listConversations": SCHOOL_SIDE,
    "getConversation": SCHOOL_SIDE,
    "recordConversation": OFFICE,
    "changeConversation": OFFICE,
    "listDocuments": SCHOOL_SIDE,
    "getDocument": SCHOOL_SIDE,
    "downloadDocument": SCHOOL_SIDE,
    "attachDocument": SCHOOL_SIDE,
    "removeDocument": SCHOOL_SIDE,
    # Participation.
    "listParticipations": READERS,
    "getParticipation": READERS,
    "getDossier": READERS,
    "listParticipationTransitions": READERS,
    "withdrawParticipation": OFFICE,
    "listProgrammeYears": READERS,
    "getProgrammeYear": READERS,
    "changeProgrammeYear": SCHOOL_SIDE,
    "getTeamPlan": WORKERS,
    "putTeamPlan": SCHOOL_SIDE,
    "listTeamMembers": READERS - {Role.SUBSIDY},
    "getTeamMember": READERS - {Role.SUBSIDY},
    "addTeamMember": SCHOOL_SIDE,
    "changeTeamMember": SCHOOL_SIDE,
    "listExpertAssignments": READERS - {Role.SUBSIDY},
    "getExpertAssignment": READERS - {Role.SUBSIDY},
    "assignExpert": OFFICE,
    "changeExpertAssignment": OFFICE,
    "listFacilitations": READERS,
    "listFacilitationTotals": OFFICE | {Role.SUBSIDY, Role.RESEARCH},
    # Learning.
    "listLearningTrajectories": ANYONE,
    "getLearningTrajectory": ANYONE,
    "planLearningTrajectory": SCHOOL_SIDE,
    "changeLearningTrajectory": SCHOOL_SIDE,
    "listTrajectoryEnrolments": READERS - {Role.SUBSIDY},
    "enrolSchool": SCHOOL_SIDE,
    "listEnrolments": READERS - {Role.SUBSIDY},
    "getEnrolment": READERS - {Role.SUBSIDY},
    "changeEnrolment": SCHOOL_SIDE,
    "listEnrolmentTransitions": SCHOOL_SIDE,
    "takeEnrolmentStep": SCHOOL_SIDE,
    "getEnrolmentProgress": READERS - {Role.SUBSIDY},
    "listMeasurements": READERS - {Role.SUBSIDY},
    "getMeasurement": READERS - {Role.SUBSIDY},
    "recordMeasurement": SCHOOL_SIDE,
    "listSessions": READERS - {Role.SUBSIDY},
    "listTrajectorySessions": READERS - {Role.SUBSIDY},
    "listParticipationSessions": READERS - {Role.SUBSIDY},
    "getSession": READERS - {Role.SUBSIDY},
    "planTrajectorySession": WORKERS,
    "planParticipationSession": WORKERS,
    "changeSession": WORKERS,
    "listAttendances": READERS - {Role.SUBSIDY},
    "getAttendance": READERS - {Role.SUBSIDY},
    "recordAttendance": WORKERS,
    "changeAttendance": WORKERS,
    "listKnowledgeActivities": READERS - {Role.SUBSIDY},
    "getKnowledgeActivity": READERS - {Role.SUBSIDY},
    "announceKnowledgeActivity": SCHOOL_SIDE,
    "changeKnowledgeActivity": SCHOOL_SIDE,
    # Review.
    "listEvaluations": READERS,
    "getEvaluation": READERS,
    "openEvaluation": OFFICE,
    "changeEvaluation": OFFICE | {Role.EVALUATOR},
    "completeEvaluation": frozenset({Role.EVALUATOR}),
    "listGoNoGoDecisions": READERS,
    "getGoNoGoDecision": READERS,
    "getDecisionReceipt": READERS,
    "proposeDecision": OFFICE,
    "recordGoNoGoDecision": OFFICE,
    "replayDecision": READERS,
    # Monitoring.
    "listAuditRecords": OFFICE,
    "getAuditRecord": OFFICE,
    # Exchange.
    "listChanges": READERS,
    "digestChanges": READERS,
    "listCalendarFeeds": READERS - {Role.SUBSIDY},
    "getCalendarFeed": READERS - {Role.SUBSIDY},
    "getCalendarFeedAddress": READERS - {Role.SUBSIDY},
    "openCalendarFeed": READERS - {Role.SUBSIDY},
    "revokeCalendarFeed": READERS - {Role.SUBSIDY},
    "getCalendar": ANYONE,
    # Imports: whoever may do one of these by itself; the service looks at the kind.
    "sendImport": WORKERS,
    "listImports": WORKERS,
    "getImport": WORKERS,
    "listImportRows": WORKERS,
    "getImportRow": WORKERS,
    "applyImport": WORKERS,
    "cancelImport": WORKERS,
    "exportProgramme": OFFICE | {Role.RESEARCH},
    "listEventTypes": ANYONE,
    "getEventType": ANYONE,
    "subscribeWebhook": READERS,
    "listWebhookSubscriptions": READERS,
    "getWebhookSubscription": READERS,
    "changeWebhookSubscription": READERS,
    "unsubscribeWebhook": READERS,
    "getWebhookSecret": READERS,
    "rotateWebhookSecret": READERS,
    "sendTestEvent": READERS,
    "listWebhookDeliveries": READERS,
    "getWebhookDelivery": READERS,
    "replayWebhookDelivery": READERS,
    "replayWebhookDeliveries": READERS,
}


def acting(actor: Actor, operation: str) -> Actor:
    """The actor in those of its roles that may do this: the rows of one role do not go with the
    verbs of another."""
    allowed = OPERATIONS[operation]
    return replace(actor, roles=actor.roles & (frozenset(Role) if allowed is None else allowed))


def require(actor: Actor, operation: str) -> Actor:
    """Answers who acts. Raises `Unauthenticated` for nobody, `Forbidden` for somebody else."""
    allowed, acts = OPERATIONS[operation], acting(actor, operation)
    if allowed is None or acts.roles:
        return acts
    if actor.anonymous:
        raise Unauthenticated(
            Text("Meld u hiervoor eerst aan.", "Sign in for this first."), code="missing_token"
        )
    names = sorted(allowed)
    raise Forbidden(
        Text("Dit is alleen voor: {roles}.", "This is only for: {roles}.").format(
            roles=listed(role.label for role in names)
        ),
        allowedRoles=[role.value for role in names],
    )
