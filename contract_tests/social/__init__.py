"""Social accounts: connecting them by consent, listing, renewing and revoking them."""
