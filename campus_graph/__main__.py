"""``python -m campus_graph`` is the same as the ``campus-graph`` command."""

from campus_graph.cli import run

if __name__ == "__main__":
    run()
