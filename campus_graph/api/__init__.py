"""The graph over HTTP: the same questions, entities and exports as the command, read-only."""
