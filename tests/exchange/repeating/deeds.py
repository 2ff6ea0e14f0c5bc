"""A deed for every POST there is."""

from tests.exchange.repeating.deed import Deeds
from tests.exchange.repeating.exchange_deeds import EXCHANGE
from tests.exchange.repeating.programme_deeds import PROGRAMME

DEEDS = Deeds({**PROGRAMME, **EXCHANGE})
