// Evidence: the membership of both kinds of members, and per link what proves it: cooperations and components,
// or, for a continuation, one diploma offered on each side with the continuation between them.
CALL () {
  MATCH (:Campus {id: $row_campus})-[:HAS_MEMBER|SUPPORTED_BY]->(e:Establishment)
  WITH DISTINCT e
  RETURN collect({
    e: e,
    secondary: e.category = 'cfa' OR e.category STARTS WITH 'lycee' OR EXISTS { (e)-[:TEACHES]->(d:Diploma) WHERE d.level <= 4 },
    higher: e.category IN ['universite', 'iut', 'superieur'] OR e.category STARTS WITH 'ecole'
      OR EXISTS { (e)-[:TEACHES]->(d:Diploma) WHERE d.level >= 6 }
  }) AS education
}
CALL (education) {
  UNWIND education AS m
  WITH m WHERE m.secondary OR m.higher
  WITH m.e AS e
  MATCH (k:Campus {id: $row_campus})-[r:HAS_MEMBER|SUPPORTED_BY]->(e)
  RETURN DISTINCT k.id AS start_id, type(r) AS relation, e.id AS end_id
  UNION ALL
  CALL (education) {
    UNWIND education AS m
    WITH m.e AS s WHERE m.secondary
    MATCH (s)-[a:TEACHES]->(o:Diploma)-[:CONTINUES_TO]->(d:Diploma)
    WHERE a.rule <> 'presumed-speciality' AND d.level >= 5 AND d.level > o.level
    RETURN DISTINCT s, o, d, null AS h
    UNION ALL
    UNWIND education AS m
    WITH m.e AS h WHERE m.higher
    MATCH (h)-[b:TEACHES]->(d:Diploma)
    WHERE b.rule <> 'presumed-speciality'
    RETURN DISTINCT null AS s, null AS o, d, h
  }
  WITH d, collect(CASE WHEN s IS NULL THEN null ELSE [s.id, o.id] END) AS starts, collect(h.id) AS ends
  UNWIND starts AS start
  UNWIND ends AS h
  WITH start[0] AS s, h, start[1] AS o, d.id AS d WHERE s <> h
  WITH s, h, o, d ORDER BY s, h, o, d
  WITH s, h, collect([o, d])[0] AS diplomas ORDER BY s, h LIMIT 20
  UNWIND [[s, 'TEACHES', diplomas[0]], [diplomas[0], 'CONTINUES_TO', diplomas[1]], [h, 'TEACHES', diplomas[1]]] AS fact
  RETURN fact[0] AS start_id, fact[1] AS relation, fact[2] AS end_id
  UNION ALL
  UNWIND education AS m
  WITH education, m.e AS s, m.secondary AS secondary, m.higher AS higher
  MATCH (s)-[r:COOPERATES_WITH|PART_OF]->(h:Establishment)
  WHERE (r.campus IS NULL OR 'campus/' + replace(r.campus, 'campus/', '') = $row_campus)
    AND (r.since IS NULL OR r.since <= left($as_of, size(r.since)))
    AND (r.until IS NULL OR r.until >= left($as_of, size(r.until)))
    AND any(x IN education WHERE x.e = h AND ((secondary AND x.higher) OR (higher AND x.secondary)))
  RETURN DISTINCT s.id AS start_id, type(r) AS relation, h.id AS end_id
  UNION ALL
  MATCH (k:Campus {id: $row_campus})
  RETURN k.id AS start_id, null AS relation, null AS end_id
}
RETURN start_id, relation, end_id;
