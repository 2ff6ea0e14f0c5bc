"""One step that may follow: to where, whether it is allowed, and what else it will ask."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from ok_api.rules.ruling import Ruling
from ok_api.rules.text import Text, asdict
from ok_api.rules.words import Term

State = TypeVar("State", bound=Term)


@dataclass(frozen=True)
class Transition(Generic[State]):
    """`asks` names what whoever takes the step must still bring, such as a motivation."""

    to: State
    ruling: Ruling
    asks: tuple[Text, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "to": self.to.value,
            "ruling": self.ruling.as_json(),
            "asks": [asdict(text) for text in self.asks],
        }


MOTIVATION = Text(nl="een motivering", en="a motivation")
NUMBER_OF_SCHOOLS = Text(
    nl="het aantal scholen voor het volgende jaar", en="the number of schools for the next year"
)
EXPLANATIONS = Text(
    nl="een uitleg bij elke norm die niet is gehaald",
    en="an explanation for each norm that is not met",
)
