"""The book of faults held against the running bundle: each fault must reach its alert, and no other."""
