"""When probes run, how a run goes, and what becomes of its reading."""
