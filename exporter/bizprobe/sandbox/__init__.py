"""A small working world on loopback, with faults to inject."""
