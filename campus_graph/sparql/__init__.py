"""SPARQL on the exported graph, in a process of its own with limits."""
