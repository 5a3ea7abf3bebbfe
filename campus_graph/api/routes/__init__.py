"""The routes, generic over the questions and the kinds of the ontology."""
