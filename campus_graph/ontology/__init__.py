"""The ontology: Turtle files that say which kinds, relations and fields the graph has."""
