"""How a report is shown: to a person at a terminal, and as files for other programs."""
