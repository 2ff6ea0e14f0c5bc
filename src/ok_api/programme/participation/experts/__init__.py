"""The experts attached to a participation: process coach, subject expert, trainer, scientist."""
