"""What is wrong with a graph, and what is missing from it: shapes, identities, completeness."""
