"""Credit codes, telephone numbers and e-mail addresses: checked as typed, kept in one form.

Sources: GB 32100-2015 for the unified social credit code (统一社会信用代码); for telephones the
numbering plans that the package `phonenumberslite` carries.
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from domain.errors import Refused

REGION = "CN"
AREA_CODE = "0577"  # a local number without its area code is one of Wenzhou

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = [3**i % 31 for i in range(17)]

# 12345, 96871, 95588. Shorter ones (110, 123) reach no enterprise.
_SERVICE_NUMBER = re.compile(r"1[0-2]\d{3}|9[56]\d{3,4}")
_MOBILE = re.compile(r"\+861[3-9]\d{9}")  # as it is kept: by far the most frequent, so not parsed
_LOCAL_NUMBER = re.compile(r"[2-8]\d{7}")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#|(?<=\d{7})-)\s*(\d{1,6})$", re.IGNORECASE)
_EMAIL = re.compile(
    r"(?P<name>[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*)"
    r"@(?P<host>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9])"
)


class WrongCreditCode(Refused):
    message = (
        "This is not a credit code: it has 18 digits and capital letters, without I, O, S, V and Z."
    )


class WrongCheckDigit(WrongCreditCode):
    message = "The last character of the credit code does not fit the others. Please compare it."


class WrongPhone(Refused):
    message = "This is not a telephone number. A landline needs its area code, such as 0577."


class WrongEmail(Refused):
    message = "This is not an e-mail address."


def credit_code(text: str) -> str:
    """The code in capitals without gaps; raises WrongCreditCode or WrongCheckDigit."""
    code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text[:100])).upper()
    if len(code) != 18 or code[0] == "0" or not _VALUES.keys() >= set(code):
        raise WrongCreditCode
    if with_check_digit(code[:17]) != code:
        raise WrongCheckDigit
    return code


def with_check_digit(first: str) -> str:
    """Seventeen characters and the one that follows: (31 - sum of 3^i · value mod 31) mod 31."""
    total = sum(_VALUES[c] * weight for c, weight in zip(first, _WEIGHTS, strict=True))
    return first + _ALPHABET[-total % 31]


def phone(text: str) -> str:
    """The number as +8613812345678 or +8657788886666x801; a service number (96871) as dialled.

    A local number of eight digits is taken for one of Wenzhou. Raises WrongPhone.
    """
    typed = unicodedata.normalize("NFKC", text[:100]).strip()
    bare = re.sub(r"[\s().\u2010-\u2015-]", "", typed)
    if _SERVICE_NUMBER.fullmatch(bare):
        return bare
    extension = _EXTENSION.search(typed)
    if extension:
        typed = typed[: extension.start()]
        bare = re.sub(r"[\s().\u2010-\u2015-]", "", typed)
    if not re.fullmatch(r"\+?[0-9]{5,20}", bare):
        raise WrongPhone
    bare = re.sub(r"^00(?=[1-9])", "+", bare)
    number = _parsed(AREA_CODE + bare if _LOCAL_NUMBER.fullmatch(bare) else bare)
    if number is None or not phonenumbers.is_valid_number(number):
        raise WrongPhone
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{written}x{extension[1]}" if extension else written


def dialled(number: str) -> str:
    """A kept number as it is dialled within the country: 13812345678, 0577-88886666, 96871.

    This is the form to show and to search by; what cannot be read is given back as it is.
    """
    if _MOBILE.fullmatch(number):
        return number[3:]
    main, _, extension = number.partition("x")
    read = _parsed(main) if main.startswith("+") else None
    if read is None or read.country_code != 86:
        return number
    digits = phonenumbers.national_significant_number(read)
    area = phonenumbers.length_of_geographical_area_code(read)
    local = f"0{digits[:area]}-{digits[area:]}" if area else digits
    return f"{local}-{extension}" if extension else local


def is_mobile(number: str) -> bool:
    """Whether a kept number is a mobile telephone's, that is one person's rather than an office's."""
    read = _parsed(number.partition("x")[0]) if number.startswith("+") else None
    return read is not None and phonenumbers.number_type(read) == PhoneNumberType.MOBILE


def mask_phone(number: str) -> str:
    """A number that its owner recognises and nobody else can dial: 138****5678, 0577-****6666."""
    if _SERVICE_NUMBER.fullmatch(number):
        return number
    shown = dialled(number.partition("x")[0])
    area, dash, local = shown.rpartition("-")
    start = 0 if dash else 3
    hidden = max(len(local) - 4 - start, 0)
    return f"{area}{dash}{local[:start]}{'*' * hidden}{local[start + hidden :]}"


def email(text: str) -> str:
    """The address in lower case; raises WrongEmail. Only its shape is checked."""
    address = unicodedata.normalize("NFKC", text[:400]).strip()
    found = _EMAIL.fullmatch(address)
    if found is None or len(address) > 254 or len(found["name"]) > 64:
        raise WrongEmail
    return address.lower()


def _parsed(number: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        return None
