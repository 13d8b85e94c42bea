"""cloneFromPost: a new container after a tracked post."""
