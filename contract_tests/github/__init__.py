"""The GitHub installation of an organisation."""
