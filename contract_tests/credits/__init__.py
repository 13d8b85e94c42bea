"""The wallet: what it tells, what takes from it, and what comes back."""
