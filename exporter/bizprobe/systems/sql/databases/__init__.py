"""The kinds of databases that can be asked: how each is reached, stopped and understood."""
