"""The standard OData interface of 1C: its addresses, its answers and its failures."""
