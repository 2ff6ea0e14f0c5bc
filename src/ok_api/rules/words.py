"""The closed word lists of the programme.

The members stand here, so that code and type checker know them. Their labels and meanings stand in
`values/words.yaml`, so that people who write about the programme can read and mend them.
"""

from enum import StrEnum
from typing import Self

from ok_api.rules.text import Text
from ok_api.rules.vocabulary import entry
from ok_api.rules.writing import line


class Term(StrEnum):
    """A word from a closed list, with its label and its meaning in Dutch and English."""

    @property
    def label(self) -> Text:
        return entry(type(self).__name__).members[self.value].label

    @property
    def meaning(self) -> Text:
        return entry(type(self).__name__).members[self.value].meaning

    @classmethod
    def term(cls) -> Text:
        """What the list as a whole is called."""
        return entry(cls.__name__).term

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """Capitals make no other word of it."""
        said = line(value).casefold() if isinstance(value, str) else None
        return next((member for member in cls if member.value.casefold() == said), None)


class Sector(Term):
    PO = "PO"
    VO = "VO"
    SO = "SO"


class SchoolStatus(Term):
    OPEN = "open"
    CLOSED = "closed"


class RegionKind(Term):
    PROVINCE = "province"
    MUNICIPALITY = "municipality"
    NODAL_AREA = "nodal_area"
    RPA_AREA = "rpa_area"
    WGR_AREA = "wgr_area"
    COROP_AREA = "corop_area"
    EDUCATION_AREA = "education_area"
    RMC_REGION = "rmc_region"
    HOLIDAY_REGION = "holiday_region"


class Role(Term):
    OFFICE = "office"
    BOARD = "board"
    SCHOOL = "school"
    EXPERT = "expert"
    EVALUATOR = "evaluator"
    SUBSIDY = "subsidy"
    RESEARCH = "research"


class Phase(Term):
    ASPIRANT = "aspirant"
    PILOT = "pilot"
    ESTABLISHED = "established"
    ENDED = "ended"


class EndingReason(Term):
    NO_GO = "no_go"
    WITHDRAWAL = "withdrawal"
    DROPPING_OUT = "dropping_out"


class ProgrammeYearStatus(Term):
    RUNNING = "running"
    EVALUATED = "evaluated"
    DECIDED = "decided"


class ProgrammeRole(Term):
    """The roles that one location can ask subsidy for in one school year."""

    IMPROVEMENT_CULTURE = "improvement_culture"
    CO_CREATING = "co_creating"
    PARTICIPATING_IN_LAB = "participating_in_lab"
    ASPIRANT = "aspirant"
    EXPERTISE_SCHOOL = "expertise_school"
    LEARNING_SCHOOL = "learning_school"


class RoundStatus(Term):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class ApplicationStatus(Term):
    EXPLORING = "exploring"
    REGISTERED = "registered"
    IN_SELECTION = "in_selection"
    INTAKE = "intake"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class CriterionKey(Term):
    RESEARCH_CULTURE = "research_culture"
    EVIDENCE_INFORMED_PRACTICE = "evidence_informed_practice"
    GOOD_RESULTS = "good_results"
    COMMITMENT = "commitment"
    EVIDENCE_BASED_APPROACH = "evidence_based_approach"
    PROVEN_APPROACH = "proven_approach"
    TRANSFERABLE_IN_ONE_YEAR = "transferable_in_one_year"
    MEETS_DEMAND = "meets_demand"
    CAPACITY_AVAILABLE = "capacity_available"


class Judgement(Term):
    MET = "met"
    NOT_MET = "not_met"
    UNCLEAR = "unclear"


class ConversationKind(Term):
    EXPLORATORY = "exploratory"
    INFORMATION = "information"
    SCHOOL_VISIT = "school_visit"
    INTAKE = "intake"


class DocumentKind(Term):
    APPROACH_DESCRIPTION = "approach_description"
    RESULTS = "results"
    SCHOOL_PLAN = "school_plan"
    QUALITY_CARD = "quality_card"
    BOARD_COMMITMENT = "board_commitment"
    OTHER = "other"


class TeamRole(Term):
    TEACHER = "teacher"
    SCHOOL_LEADER = "school_leader"
    INTERNAL_COORDINATOR = "internal_coordinator"


class ExpertRole(Term):
    PROCESS_COACH = "process_coach"
    SUBJECT_EXPERT = "subject_expert"
    TRAINER = "trainer"
    SCIENTIST = "scientist"


class TrajectoryStatus(Term):
    DRAFT = "draft"
    READY = "ready"
    OPEN = "open"
    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class EnrolmentStatus(Term):
    REGISTERED = "registered"
    INTAKE = "intake"
    ENROLLED = "enrolled"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


class SessionKind(Term):
    TRAINING_5D = "training_5d"
    TRAINING_TRAIN_THE_TRAINER = "training_train_the_trainer"
    NETWORK_MEETING = "network_meeting"
    INTAKE_CONVERSATION = "intake_conversation"
    WORK_SESSION = "work_session"
    PROGRESS_MEETING = "progress_meeting"
    START_SESSION = "start_session"
    START_CONVERSATION = "start_conversation"
    STUDY_DAY = "study_day"
    MASTERCLASS = "masterclass"
    GUIDANCE = "guidance"
    EVALUATION_CONVERSATION = "evaluation_conversation"
    INTERVISION = "intervision"
    COACHING_ON_THE_JOB = "coaching_on_the_job"
    ASPIRANT_GUIDANCE = "aspirant_guidance"


class SessionMode(Term):
    AT_SCHOOL = "at_school"
    SHARED = "shared"
    ONLINE = "online"


class SessionStatus(Term):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class MeasurementMoment(Term):
    BASELINE = "baseline"
    END = "end"


class KnowledgeActivityKind(Term):
    LECTURE = "lecture"
    KEYNOTE = "keynote"
    WEBINAR = "webinar"
    PODCAST = "podcast"
    WORKSHOP = "workshop"
    MASTERCLASS = "masterclass"
    OPEN_LESSON = "open_lesson"
    RECORDED_LESSON = "recorded_lesson"
    BLOG = "blog"
    CLIP = "clip"
    CONFERENCE = "conference"


class ActivityStatus(Term):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class EvaluationSubject(Term):
    PROGRAMME_YEAR = "programme_year"
    TRAJECTORY = "trajectory"
    ENROLMENT = "enrolment"


class EvaluationStatus(Term):
    DRAFT = "draft"
    COMPLETED = "completed"


class EvaluatorTie(Term):
    """What joins an evaluator to whoever carries out what is evaluated (R-DEC-2)."""

    PARTY = "party"
    TEAM = "team"
    EXPERT = "expert"
    LEARNING_SCHOOL = "learning_school"
    MENTOR = "mentor"


class TieMark(Term):
    """What a tie was recognised by."""

    ACCOUNT = "account"
    NAME = "name"
    SCHOOL = "school"


class EvaluationConclusion(Term):
    POSITIVE = "positive"
    NEGATIVE = "negative"


class DecisionOutcome(Term):
    GO = "go"
    NO_GO = "no_go"


class ConditionKind(Term):
    REQUIREMENT = "requirement"
    NORM = "norm"


class RuleKind(Term):
    REQUIREMENT = "requirement"
    NORM = "norm"
    COMPUTATION = "computation"
    REPORT = "report"


class Outcome(Term):
    """What a ruling says."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    COMPUTED = "computed"


class Unit(Term):
    """What a rule's figure counts."""

    FTE = "fte"
    DAYS = "days"
    DAYS_PER_FTE = "days_per_fte"
    SCHOOLS = "schools"
    DAGDELEN = "dagdelen"
    SESSIONS = "sessions"
    SESSIONS_PER_MONTH = "sessions_per_month"
    MOMENTS = "moments"
    EXPERTS = "experts"
    ACTIVITIES = "activities"
    PLANS = "plans"
    WEEKS = "weeks"
    MONTHS = "months"
