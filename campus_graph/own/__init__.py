"""A user's own data: the template that an académie fills in, and what becomes of its rows in the graph."""
