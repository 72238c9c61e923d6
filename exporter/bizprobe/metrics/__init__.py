"""The families of series, and the board that holds the latest readings."""
