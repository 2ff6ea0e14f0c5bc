"""A register of as many fictional schools as wanted, in DUO's own columns."""

from tests.exchange.register.lists import po_list, po_row


def duo_list(count: int, name: str = "De Verzonnen School") -> bytes:
    return po_list(*(po_row(code(number), name) for number in range(count)))


def code(number: int) -> str:
    """00AA00, 00AA01, …: two digits, two capitals, two digits."""
    hundreds, last = divmod(number, 100)
    letters, first = divmod(hundreds, 100)
    return f"{first:02}{chr(65 + letters // 26)}{chr(65 + letters % 26)}{last:02}"
