"""Review: evaluations, and the decisions that alone move a participation on."""
