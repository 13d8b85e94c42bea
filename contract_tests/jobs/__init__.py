"""Jobs: how they run, how they are read, and how they are stopped."""
