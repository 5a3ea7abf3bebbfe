// Evidence: the ties of the smallest cut, of the critical or leaving actor and of the articulation points, each with
// what proves it (for a continuation, one diploma offered on each side), and the membership of those so tied.
WITH $row_cut + $row_articulation_points + CASE WHEN $row_leaver IS NULL THEN [] ELSE [$row_leaver] END AS chosen
CALL () {
  MATCH (:Campus {id: $row_campus})-[:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]->(a)
  WITH DISTINCT a
  RETURN collect(a) AS members
}
CALL (members) {
  CALL (members) {
    UNWIND members AS s
    WITH s WHERE s.category = 'cfa' OR s.category STARTS WITH 'lycee' OR EXISTS { (s)-[:TEACHES]->(x:Diploma) WHERE x.level <= 4 }
    MATCH (s)-[a:TEACHES]->(o:Diploma)-[:CONTINUES_TO]->(d:Diploma)
    WHERE a.rule <> 'presumed-speciality' AND d.level >= 5 AND d.level > o.level
    RETURN DISTINCT s, o, d, null AS h
    UNION ALL
    UNWIND members AS h
    WITH h WHERE h.category IN ['universite', 'iut', 'superieur'] OR h.category STARTS WITH 'ecole'
      OR EXISTS { (h)-[:TEACHES]->(x:Diploma) WHERE x.level >= 6 }
    MATCH (h)-[b:TEACHES]->(d:Diploma)
    WHERE b.rule <> 'presumed-speciality'
    RETURN DISTINCT null AS s, null AS o, d, h
  }
  WITH d, collect(CASE WHEN s IS NULL THEN null ELSE [s.id, o.id] END) AS starts, collect(h.id) AS ends
  UNWIND starts AS start
  UNWIND ends AS h
  WITH start[0] AS s, h, start[1] AS o, d.id AS d WHERE s <> h
  RETURN collect([s, h, o, d]) AS every
}
CALL (chosen, every) {
  UNWIND every AS way
  WITH way[0] AS s, way[1] AS h, way[2] AS o, way[3] AS d
  WHERE s IN chosen OR h IN chosen
  WITH s, h, o, d ORDER BY s, h, o, d
  WITH s, h, collect([o, d])[0] AS diplomas ORDER BY s, h LIMIT 20
  RETURN collect([s, h, diplomas[0], diplomas[1]]) AS ways
}
CALL (chosen, members) {
  UNWIND members AS s
  MATCH (s)-[r:COOPERATES_WITH|PART_OF]->(h)
  WHERE h IN members AND (s.id IN chosen OR h.id IN chosen)
    AND (r.campus IS NULL OR 'campus/' + replace(r.campus, 'campus/', '') = $row_campus)
    AND (r.since IS NULL OR r.since <= left($as_of, size(r.since)))
    AND (r.until IS NULL OR r.until >= left($as_of, size(r.until)))
  WITH DISTINCT type(r) AS relation, s.id AS start_id, h.id AS end_id ORDER BY relation, start_id, end_id LIMIT 40
  RETURN collect([start_id, relation, end_id]) AS ties
}
CALL (chosen, ways, ties) {
  MATCH (k:Campus {id: $row_campus})-[r:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]->(a)
  WHERE a.id IN chosen OR any(w IN ways WHERE a.id IN w[0..2]) OR any(t IN ties WHERE a.id = t[0] OR a.id = t[2])
  RETURN DISTINCT k.id AS start_id, type(r) AS relation, a.id AS end_id
  UNION ALL
  UNWIND ways AS w
  UNWIND [[w[0], 'TEACHES', w[2]], [w[2], 'CONTINUES_TO', w[3]], [w[1], 'TEACHES', w[3]]] AS fact
  RETURN fact[0] AS start_id, fact[1] AS relation, fact[2] AS end_id
  UNION ALL
  UNWIND ties AS t
  RETURN t[0] AS start_id, t[1] AS relation, t[2] AS end_id
  UNION ALL
  MATCH (k:Campus {id: $row_campus})
  RETURN k.id AS start_id, null AS relation, null AS end_id
}
RETURN start_id, relation, end_id;
