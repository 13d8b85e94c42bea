"""SDK apps: making, listing, reading and changing them, and how the SDK is installed."""
