"""The questions of the business: in PromQL (`flows`), and as panels that any dashboard may show."""
