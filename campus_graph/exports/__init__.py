"""Answers and networks as files that other tools read: CSV, XLSX, GraphML, GEXF, Turtle, JSON-LD."""
