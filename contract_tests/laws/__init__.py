"""Laws: what has to hold whatever a client does, searched by state machines that call the target and keep a model of it."""
