"""Texts that try to leave a value and become a statement, in Cypher, SQL, and what lies between us and the stores."""

from __future__ import annotations

_ENDINGS = (
    "' OR '1'='1", "' OR 1=1 //", "' OR 1=1 --", '" OR ""="', '"; DROP TABLE "Diploma"; --',
    "'; DELETE FROM Diploma; --", "' UNION SELECT * FROM _meta --", "' UNION ALL RETURN 1 AS id //",
    "'}) DETACH DELETE n //", "'}) RETURN n //", "') SET n.label = 'x' WITH n MATCH (m) //",
    "' CREATE (:Pris) WITH 1 AS x //", "\\' OR true //", "\\u0027 OR true //", "\\U00000027 OR true //",
    "%27%20OR%201=1", "' /* */ OR /* */ 1=1", "'/**/UNION/**/SELECT/**/1", "`}) DETACH DELETE (n",
    "`) RETURN 1 //", "``", "\\`) DELETE n //", "$id", "$region", "${id}", "{id}", "{{7*7}}", "}", "}}", "]}) //",
    ")", "'", "''", "'''", '"', '""', "\\", "\\\\", "\\'", "--", "//", "/*", "*/", ";", ";;",
    "; MATCH (n) DETACH DELETE n", "; SHUTDOWN", "$$ OR true $$", "$tag$x$tag$", "E'\\047'", "x'27'", "CHR(39)",
    "0x27", "1; CALL dbms.components()", "CALL { MATCH (n) DETACH DELETE n } IN TRANSACTIONS",
    "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l", "apoc.cypher.runWrite('CREATE (:Pris)', {})",
    "ATTACH 'x.duckdb'", "COPY Diploma TO 'x.csv'", "read_csv('/etc/passwd')", "pg_sleep(10)",
    "' AND sleep(10) --", "?", "?1", ":id", "@id", "#", "%", "_", "%%", ".*", "(a+)+$", "[[:alpha:]]",
    "\u02bc OR 1=1", "\u2019 OR 1=1", "\uff07 OR 1=1", "\u201c OR 1=1", "\u200b'", "\u202e'", "\ufeff'", "\u0000",
    "a\u0000b", "\n", "a\nRETURN 1", "\r\n; RETURN 1", "\t", "\x1b[31m", "\x7f", "\x85", "\u2028RETURN 1",
    "é' OR 1=1", "🎓'", "İ", "ſ", "\ud800", "a\udcffb", "null", "NULL", "None", "true", "false", "[]", "()", "NaN",
    "inf", "-inf", "1e400", "-1", "0", "9223372036854775808", "-9223372036854775809", "1e30", "1_0", "0x10", "١",
    "../../etc/passwd", "..\\..\\x", "file:///etc/passwd", "bolt://x", "http://127.0.0.1:9/",
    "<script>alert(1)</script>", "${jndi:ldap://127.0.0.1/x}", "[bold]x[/bold]", "[/x]", "=1+1", "@SUM(A1)", "|",
    "&&", "||", "$(id)", "`id`", "a" * 10_000,
)  # fmt: skip
_STARTS = ("27", "Bretagne", "campus/c", "filiere/x", "mobilite", "2024-06-30", "25")

# Each text alone, then behind what is true, until there are two hundred.
PAYLOADS = (*_ENDINGS, *(f"{_STARTS[n % len(_STARTS)]}{_ENDINGS[n]}" for n in range(200 - len(_ENDINGS))))
