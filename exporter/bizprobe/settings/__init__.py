"""bizprobe.yml as types, with errors that name file, line and key."""
