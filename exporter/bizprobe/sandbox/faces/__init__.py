"""How the places of the sandbox speak: one module for each API shape."""
