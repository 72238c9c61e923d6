"""Faults of keys that still work."""

from bizprobe.reading import FindingKind
from bizprobe.sandbox.faults.fault import MARKETPLACES, Fault, FaultName
from bizprobe.sandbox.places import Trait

KEY_EXPIRES = "BizprobeKeyExpires"
RIGHTS_MISSING = "BizprobeKeyRightsMissing"

OF_KEYS = (
    Fault(
        FaultName.KEY_EXPIRING,
        "the key to the API is about to expire",
        "the key says that it expires in a day; it still works",
        MARKETPLACES,
        KEY_EXPIRES,
        expect_finding=FindingKind.CREDENTIAL_EXPIRES,
        trait=Trait.EXPIRY,
    ),
    Fault(
        FaultName.KEY_RIGHTS,
        "the key has lost a right",
        "the key no longer says that prices may be read; they still can",
        MARKETPLACES,
        RIGHTS_MISSING,
        expect_finding=FindingKind.CREDENTIAL_RIGHT_MISSING,
        trait=Trait.RIGHTS,
    ),
)
