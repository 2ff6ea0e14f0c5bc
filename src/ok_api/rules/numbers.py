"""Exact numbers, as figures and as written in a sentence."""

from decimal import Decimal

from ok_api.rules.text import Text


def tidy(number: Decimal) -> Decimal:
    """Without trailing zeros behind the point: 200.0 days are 200 days."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def written(number: Decimal | int) -> Text:
    """As a reader expects it: a decimal comma in Dutch, a point in English."""
    plain = format(Decimal(number), "f")
    return Text(nl=plain.replace(".", ","), en=plain)
