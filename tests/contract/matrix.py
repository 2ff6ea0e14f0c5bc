"""Who may ask for what, written by hand from the programme's own description of its roles.

Office: all. Board: its schools. School: its own participation, trajectories and the enrolments in
them; as learning school its own enrolments. Expert: assigned participations. Evaluator: assigned
evaluations. Subsidy and research: what they need to read. Nobody: register, rules, glossary,
catalogue of expertise schools and open trajectories.

The policy, the OpenAPI document and the running application are each compared with this list.
A new operation is added here by whoever has decided who may ask for it.
"""

ROLES = ("office", "board", "school", "expert", "evaluator", "subsidy", "research")

ANYONE = ("anyone",)
OFFICE = ("office",)
SCHOOLS = ("office", "board", "school")
"""Those who act for a school."""
GUIDES = (*SCHOOLS, "expert")
"""Those who work with a team."""
CASE = (*GUIDES, "evaluator")
"""Those who know a case by name."""
EVALUATORS = ("office", "evaluator")
ACCOUNTS = (*SCHOOLS, "subsidy", "research")
FIGURES = ("office", "subsidy", "research")
"""Those who look at sums over all schools."""
WITHOUT_SUBSIDY = (*CASE, "research")
"""What happens in the classroom is no concern of the subsidy system."""
READERS = (*CASE, "subsidy", "research")

MATRIX = {
    # The register.
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
    "describeExpertise": SCHOOLS,
    "changeExpertise": SCHOOLS,
    # Selection.
    "listSelectionRounds": READERS,
    "getSelectionRound": READERS,
    "openSelectionRound": OFFICE,
    "changeSelectionRound": OFFICE,
    "getSelectionRoundVariety": FIGURES,
    "listApplications": ACCOUNTS,
    "getApplication": ACCOUNTS,
    "startApplication": SCHOOLS,
    "changeApplication": SCHOOLS,
    "submitApplication": SCHOOLS,
    "getApplicationTerms": ACCOUNTS,
    "listApplicationTransitions": SCHOOLS,
    "takeApplicationStep": SCHOOLS,
    "listApplicationSteps": ACCOUNTS,
    "getApplicationStep": ACCOUNTS,
    "listCriteria": ACCOUNTS,
    "getCriterion": ACCOUNTS,
    "judgeCriterion": OFFICE,
    "listConversations": SCHOOLS,
    "getConversation": SCHOOLS,
    "recordConversation": OFFICE,
    "changeConversation": OFFICE,
    "listDocuments": SCHOOLS,
    "getDocument": SCHOOLS,
    "downloadDocument": SCHOOLS,
    "attachDocument": SCHOOLS,
    "removeDocument": SCHOOLS,
    # Participation.
    "listParticipations": READERS,
    "getParticipation": READERS,
    "getDossier": READERS,
    "listParticipationTransitions": READERS,
    "withdrawParticipation": OFFICE,
    "listProgrammeYears": READERS,
    "getProgrammeYear": READERS,
    "changeProgrammeYear": SCHOOLS,
    "getTeamPlan": GUIDES,
    "putTeamPlan": SCHOOLS,
    "listTeamMembers": WITHOUT_SUBSIDY,
    "getTeamMember": WITHOUT_SUBSIDY,
    "addTeamMember": SCHOOLS,
    "changeTeamMember": SCHOOLS,
    "listExpertAssignments": WITHOUT_SUBSIDY,
    "getExpertAssignment": WITHOUT_SUBSIDY,
    "assignExpert": OFFICE,
    "changeExpertAssignment": OFFICE,
    "listFacilitations": READERS,
    "listFacilitationTotals": FIGURES,
    # Learning.
    "listLearningTrajectories": ANYONE,
    "getLearningTrajectory": ANYONE,
    "planLearningTrajectory": SCHOOLS,
    "changeLearningTrajectory": SCHOOLS,
    "listTrajectoryEnrolments": WITHOUT_SUBSIDY,
    "enrolSchool": SCHOOLS,
    "listEnrolments": WITHOUT_SUBSIDY,
    "getEnrolment": WITHOUT_SUBSIDY,
    "changeEnrolment": SCHOOLS,
    "listEnrolmentTransitions": SCHOOLS,
    "takeEnrolmentStep": SCHOOLS,
    "getEnrolmentProgress": WITHOUT_SUBSIDY,
    "listMeasurements": WITHOUT_SUBSIDY,
    "getMeasurement": WITHOUT_SUBSIDY,
    "recordMeasurement": SCHOOLS,
    "listSessions": WITHOUT_SUBSIDY,
    "listTrajectorySessions": WITHOUT_SUBSIDY,
    "listParticipationSessions": WITHOUT_SUBSIDY,
    "getSession": WITHOUT_SUBSIDY,
    "planTrajectorySession": GUIDES,
    "planParticipationSession": GUIDES,
    "changeSession": GUIDES,
    "listAttendances": WITHOUT_SUBSIDY,
    "getAttendance": WITHOUT_SUBSIDY,
    "recordAttendance": GUIDES,
    "changeAttendance": GUIDES,
    "listKnowledgeActivities": WITHOUT_SUBSIDY,
    "getKnowledgeActivity": WITHOUT_SUBSIDY,
    "announceKnowledgeActivity": SCHOOLS,
    "changeKnowledgeActivity": SCHOOLS,
    # Review.
    "listEvaluations": READERS,
    "getEvaluation": READERS,
    "openEvaluation": OFFICE,
    "changeEvaluation": EVALUATORS,
    "completeEvaluation": ("evaluator",),
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
    "listCalendarFeeds": WITHOUT_SUBSIDY,
    "getCalendarFeed": WITHOUT_SUBSIDY,
    "getCalendarFeedAddress": WITHOUT_SUBSIDY,
    "openCalendarFeed": WITHOUT_SUBSIDY,
    "revokeCalendarFeed": WITHOUT_SUBSIDY,
    "getCalendar": ANYONE,
    "sendImport": GUIDES,
    "listImports": GUIDES,
    "getImport": GUIDES,
    "listImportRows": GUIDES,
    "getImportRow": GUIDES,
    "applyImport": GUIDES,
    "cancelImport": GUIDES,
    "exportProgramme": ("office", "research"),
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
