"""Evaluations: of a programme year, a trajectory or an enrolment, by someone from outside."""
