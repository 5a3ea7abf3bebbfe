"""The graph room: assembly, derivations, checks, and the stores that hold the result."""
