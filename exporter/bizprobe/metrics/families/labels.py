"""The labels that the families of several rooms share."""

PROBE = ("dealer", "probe")
FLOW = ("dealer", "channel", "flow")
CHANNEL = ("dealer", "channel")
REMOTE = ("dealer", "remote", "side")
