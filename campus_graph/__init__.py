"""The knowledge graph of the French "Campus des métiers et des qualifications".

Build a graph from open data, then ask where a filière has no campus, where a diploma has no way on
to higher education, and where a path from CAP to bac+5 breaks.
"""

__version__ = "0.1.0"
