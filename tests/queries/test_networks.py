"""Questions about networks against brute force, and the truths that hold whatever the network."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus_graph.errors import UnknownName
from campus_graph.graph.network import COMPONENT, PATHWAY, Network
from campus_graph.queries.registry import ask
from tests.queries.network_check import check_network
from tests.queries.network_oracle import NetworkOracle, connected, identifier
from tests.queries.network_scenes import AS_OF, network_askings, network_scene

SEEDS = range(6)
ACTORS = ("a", "b", "c", "d", "e", "f")
subsets = st.frozensets(st.sampled_from(ACTORS))
pairs = st.tuples(st.sampled_from(ACTORS), st.sampled_from(ACTORS)).filter(lambda p: p[0] < p[1])
networks = st.builds(
    lambda secondary, higher, ties: Network(ACTORS, secondary, higher, {p: frozenset({"projet"}) for p in ties}),
    subsets,
    subsets,
    st.frozensets(pairs, max_size=12),
)


@pytest.mark.parametrize("seed", SEEDS)
def test_answers_on_random_networks_are_what_brute_force_finds(seed: int) -> None:
    made = network_scene(seed)
    with made.world().reader() as reader:
        for name, asked in network_askings(seed):
            check_network(made, asked, ask(reader, name, asked))
        gone = sorted({n for _, n, _ in made.members} or {n for _, n in made.supports})
        for name in gone[:3]:
            if any(name in NetworkOracle(made, {}).actors(c) for c in made.campuses):
                answer = ask(reader, "resilience", {"without": identifier(name), "described": "assumed"})
                check_network(made, {"without": name, "described": "assumed", "as_of": AS_OF}, answer)


def _reaching(network: Network, gone: frozenset[str]) -> bool:
    left = set(network.actors) - gone
    edges = [frozenset(pair) for pair in network.ties]
    return any(connected(a, left, edges) & network.higher for a in network.secondary & left)


@settings(deadline=None)
@given(networks)
def test_the_cut_is_a_smallest_one_among_all_subsets(network: Network) -> None:
    assert not _reaching(network, frozenset(network.cut))
    smaller = [frozenset(ACTORS[i] for i in range(6) if bits >> i & 1) for bits in range(64)]
    assert all(_reaching(network, gone) for gone in smaller if len(gone) < len(network.cut))


@settings(deadline=None)
@given(networks, st.sampled_from(ACTORS))
def test_removing_a_member_never_raises_kappa_and_lowers_it_by_one_at_most(network: Network, gone: str) -> None:
    left = network.without([gone])
    assert len(network.cut) - 1 <= len(left.cut) <= len(network.cut)
    assert left.reaching <= network.reaching


@settings(deadline=None)
@given(networks, pairs)
def test_adding_a_tie_never_lowers_kappa_nor_takes_a_link_away(network: Network, pair: tuple[str, str]) -> None:
    ties = {**network.ties, pair: network.ties.get(pair, frozenset()) | {COMPONENT}}
    more = Network(network.actors, network.secondary, network.higher, ties)
    assert len(more.cut) >= len(network.cut)
    assert set(more.links) >= set(network.links)


@settings(deadline=None)
@given(networks)
def test_the_critical_actor_cuts_off_as_many_as_any(network: Network) -> None:
    counts = {a: len(network.cut_off_without(a)) for a in network.actors}
    most = max(counts.values())
    assert (network.critical is None) == (most == 0)
    if network.critical:
        assert network.critical[0] == min(a for a in ACTORS if counts[a] == most)
        assert len(network.critical[1]) == most


def test_a_continuation_links_one_way_only() -> None:
    both = frozenset("ab")
    network = Network(("a", "b"), both, both, {("a", "b"): frozenset({PATHWAY})})
    assert set(network.links) == {("a", "b")}
    assert not network.described


def test_an_actor_is_named_by_identifier_code_or_name_and_else_refused_with_the_nearest() -> None:
    made = network_scene(1)
    name = next(n for c in made.campuses for n in sorted(NetworkOracle(made, {}).actors(c)))
    with made.world().reader() as reader:
        answers = [
            ask(reader, "resilience", {"without": text}).frame
            for text in (identifier(name), identifier(name).split("/")[1], name, name.upper())
        ]
        assert all(frame.equals(answers[0]) for frame in answers)
        assert not answers[0].is_empty()
        with pytest.raises(UnknownName, match="personne"):
            ask(reader, "resilience", {"without": "personne"})
