"""The pure core of the order statuses probe: do two sides say the same of an order, and since when not?"""
