"""The process that answers one SPARQL query: no network, no new file, little memory; its parent ends it in time.

``python -m campus_graph.sparql.child INDEX FORMAT MEGABYTES``, the query on standard input.
"""

from __future__ import annotations

import os
import resource
import sys

from pyoxigraph import QueryBoolean, QueryResultsFormat, QueryTriples, RdfFormat, Store

FORMATS = {"csv": QueryResultsFormat.CSV, "json": QueryResultsFormat.JSON, "tsv": QueryResultsFormat.TSV}
_WRONG_QUERY, _NO_MEMORY = 2, 3


def main(index: str, form: str, megabytes: int) -> int:
    """Answer on standard output; return the exit code."""
    text = sys.stdin.buffer.read().decode()
    store = Store.read_only(index)
    _shut_in(megabytes)
    try:
        found = store.query(text)
        if isinstance(found, QueryTriples):
            found.serialize(sys.stdout.buffer, format=RdfFormat.N_TRIPLES)
        else:
            asked = QueryResultsFormat.JSON if isinstance(found, QueryBoolean) and form != "tsv" else FORMATS[form]
            found.serialize(sys.stdout.buffer, format=asked)
    except MemoryError:
        return _NO_MEMORY
    except (SyntaxError, ValueError, OSError) as error:
        print(str(error).splitlines()[0], file=sys.stderr)
        return _WRONG_QUERY
    sys.stdout.flush()
    return 0


def _shut_in(megabytes: int) -> None:
    """Allow no new file, hence no socket: a query's SERVICE reaches nobody. What is open stays usable."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + megabytes * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_highest_open() + 1,) * 2)


def _highest_open() -> int:
    """Return the highest number of an open file, after taking up every lower one that was free."""
    highest = max(int(name) for name in os.listdir("/proc/self/fd"))
    while (taken := os.dup(0)) < highest:
        pass
    return max(taken, highest)


def _address_space() -> int:
    """Return the bytes of address space that the process has already."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
