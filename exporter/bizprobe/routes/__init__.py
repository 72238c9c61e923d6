"""The escalation map: who owns which incident, who hears of it and who is next."""
