"""Keys."""

from bizprobe.metrics.families.labels import CHANNEL
from bizprobe.metrics.family import Family, Kind

CREDENTIAL_INFO = Family(
    "bizprobe_credential_info",
    Kind.INFO,
    "A key that is looked at, from the configuration alone. url is the page with the findings.",
    (*CHANNEL, "probe", "url"),
)
CREDENTIAL_EXPIRY = Family(
    "bizprobe_credential_expiry_timestamp_seconds",
    Kind.GAUGE,
    "When the key of the channel expires.",
    CHANNEL,
)
CREDENTIAL_RIGHTS_MISSING = Family(
    "bizprobe_credential_rights_missing",
    Kind.GAUGE,
    "Rights that the probes of the channel need and its key lacks.",
    CHANNEL,
)
CREDENTIAL_LIFE_LIMIT = Family(
    "bizprobe_credential_life_limit_seconds",
    Kind.GAUGE,
    "How much life a key must have left.",
    (*CHANNEL, "severity"),
)
