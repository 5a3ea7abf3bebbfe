"""The facts about the campuses that no official table gives: labels, zones, networks, clusters, calls, counts.

Each row was read on a public page, named beside it. Rows of these files are not a full list of campuses:
``counts`` says how many there should be, so that a question can answer "unknown" instead of "none".
"""

from __future__ import annotations

from collections.abc import Iterator

from campus_graph.graph.tables import Table
from campus_graph.loaders.cmq_facts.calls import call_tables
from campus_graph.loaders.cmq_facts.campuses import campus_tables, read_campuses
from campus_graph.loaders.cmq_facts.clusters import cluster_ids, cluster_tables, read_clusters
from campus_graph.loaders.cmq_facts.counts import count_tables
from campus_graph.loaders.cmq_facts.members import member_tables
from campus_graph.loaders.reading import Reading


def load(reading: Reading) -> Iterator[Table]:
    """Yield campuses with labels and zones, their members and partners, clusters, calls and counts.

    Publishes ``cmq_facts.clusters`` (name, cluster, label): the clusters by the names and acronyms of one only.
    """
    campuses = read_campuses(reading)
    members = reading.rows("members")
    yield from campus_tables(reading, campuses, members)
    clusters = read_clusters(reading)
    yield from cluster_tables(reading, clusters)
    labels = clusters.select(cluster="id", label="nom")
    reading.publish("clusters", cluster_ids(clusters).join(labels, on="cluster").sort("name"))
    yield from member_tables(reading, members, campuses, clusters)
    yield from call_tables(reading)
    yield from count_tables(reading)
    _refuse_homonyms(reading)


def _refuse_homonyms(reading: Reading) -> None:
    """Reject what bears the name of a campus but not the label: kept in the file so that nobody adds it again."""
    rows = reading.rows("homonyms")
    reading.reject("homonyms", rows, "nom", "homonyme, pas un campus du label")
