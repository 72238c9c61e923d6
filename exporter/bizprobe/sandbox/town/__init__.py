"""Many small dealers in one sandbox: one for each entry of the book of faults."""
