"""What the probes that hold a channel against a system share."""
