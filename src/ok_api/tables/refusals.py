"""What each constraint means to the person who ran into it."""

from ok_api.foundation import refusals
from ok_api.rules.text import Text

SENTENCES = {
    "ck_learning_trajectories_enrolled_within_capacity": Text(
        "Het leertraject is vol: alle plaatsen zijn bezet.",
        "The learning trajectory is full: every place is taken.",
    ),
    "ck_programme_years_guided_within_grant": Text(
        "Er nemen dan meer scholen deel dan voor dit programmajaar zijn toegekend.",
        "More schools would take part than were granted for this programme year.",
    ),
    "plan_within_grant": Text(
        "Het teamplan verdeelt meer dagen dan er zijn toegekend.",
        "The team plan divides more days than were granted.",
    ),
    "one_participation_per_approach": Text(
        "Deze school neemt met deze aanpak al deel.",
        "This school already takes part with this approach.",
    ),
    "uq_applications_one_running": Text(
        "Voor deze aanpak loopt in deze ronde al een inschrijving.",
        "An application for this approach is already running in this round.",
    ),
    "uq_enrolments_one_per_school": Text(
        "Deze school is al ingeschreven voor dit leertraject.",
        "This school is already enrolled in this learning trajectory.",
    ),
    "uq_participations_application_id": Text(
        "Deze inschrijving is al een deelname geworden.",
        "This application has become a participation already.",
    ),
    "one_expert_per_role": Text(
        "Deze rol is in dit schooljaar op die dagen al vervuld.",
        "This role is already filled on those days of this school year.",
    ),
    "ck_expert_assignments_until_after_from": Text(
        "De inzet eindigt niet voordat zij begint.", "The assignment cannot end before it starts."
    ),
    "ck_team_members_left_after_joined": Text(
        "Een teamlid vertrekt niet voordat het erbij komt.",
        "A team member cannot leave before joining.",
    ),
    "uq_evaluations_programme_year_id": Text(
        "Dit programmajaar heeft al een evaluatie.",
        "This programme year already has an evaluation.",
    ),
    "uq_go_no_go_decisions_first": Text(
        "Over dit programmajaar is al besloten; een nieuw besluit vervangt het vorige.",
        "This programme year has been decided; a new decision replaces the earlier one.",
    ),
    "uq_go_no_go_decisions_replaces_id": Text(
        "Dit besluit is al door een ander vervangen.",
        "This decision has already been replaced by another.",
    ),
    "uq_sessions_one_at_a_time": Text(
        "Deze bijeenkomst is er al: dezelfde soort, op hetzelfde moment, voor dezelfde deelnemers."
        " Geef aan dat zij ernaast staat als dat de bedoeling is.",
        "This session is there already: the same kind, at the same moment, for the same people."
        " Mark it as parallel if it is meant to be beside it.",
    ),
    "uq_attendances_session_id_enrolment_id": Text(
        "De aanwezigheid van deze school bij deze bijeenkomst is al vastgelegd.",
        "This school's attendance of this session has already been recorded.",
    ),
    "uq_attendances_session_id_team_member_id": Text(
        "De aanwezigheid van dit teamlid bij deze bijeenkomst is al vastgelegd.",
        "This team member's attendance of this session has already been recorded.",
    ),
    "uq_measurements_enrolment_id_moment_indicator": Text(
        "Deze indicator is op dit moment al gemeten.",
        "This indicator has already been measured at this moment.",
    ),
    "uq_selection_rounds_school_year_title": Text(
        "Er is al een ronde met deze naam in dit schooljaar.",
        "There already is a round of this name in this school year.",
    ),
    "application_steps_are_kept": Text(
        "Een stap van een inschrijving wordt nooit gewijzigd of verwijderd.",
        "A step of an application is never changed or deleted.",
    ),
    "ck_measurements_score_on_scale": Text(
        "De score valt buiten de schaal.", "The score lies outside the scale."
    ),
    "evaluations_are_kept": Text(
        "Een afgeronde evaluatie wordt nooit gewijzigd of verwijderd.",
        "A completed evaluation is never changed or deleted.",
    ),
    "go_no_go_decisions_are_kept": Text(
        "Een besluit wordt nooit gewijzigd of verwijderd.",
        "A decision is never changed or deleted.",
    ),
}


def install() -> None:
    refusals.explain(SENTENCES)
