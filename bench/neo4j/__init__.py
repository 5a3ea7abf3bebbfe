"""Neo4j compared: our loader, our reloads and our questions, against what a good user would write by hand.

``python -m bench.neo4j --data DIR`` starts a server of its own. Rivals run in turn, so that
ratios hold on a busy machine.
"""
