"""The catalogue: the expertises (approaches) that schools can transfer."""
