"""What review tells: the projections that a dossier is put together from."""

from ok_api.programme.review.decisions.queries import DECISION
from ok_api.programme.review.evaluations.queries import EVALUATION

__all__ = ["DECISION", "EVALUATION"]
