"""Telephone numbers: the one form in which they are kept, compared and searched, however somebody wrote them."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

_HERE = "VN"


def canonical(text: str) -> str | None:
    """The number in its one form: `0912345678` for one of this country, `+819012345678` for another's.

    A zero that a spreadsheet lost, and `+84`, `0084` or `+84 (0)`, make no difference. None for what is no number that
    somebody could have by the numbering plans (ITU-T E.164, in the library's tables).
    """
    try:
        number = phonenumbers.parse(text, _HERE)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    if phonenumbers.region_code_for_number(number) != _HERE:
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    # A house's inner extension is not part of the number by which a person is found.
    return _digits(national.partition(" ext")[0])


def kept(text: str) -> str:
    """The number as it is kept: as somebody wrote it, if those are its digits, else in its one form.

    What is no number, or has an extension, stays as it was written.
    """
    written = " ".join(text.split())
    found = canonical(written)
    if found is None or _has_extension(written) or _digits(written) == _digits(found):
        return written
    return found


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _has_extension(text: str) -> bool:
    return any(char.isalpha() or char in "#;,/" for char in text)
