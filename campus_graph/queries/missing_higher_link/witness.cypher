// Evidence: what answers the need (members, partners, agreements, offers of the filière at the level); where nothing does,
// the first members that are known, the filières of the campus and the counts that are stated for it.
CALL () {
  MATCH (k:Campus {id: $row_campus})-[r:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]->(m)
  WHERE m.id IN $row_evidence OR (size($row_evidence) = 0 AND type(r) <> 'PARTNERS_WITH')
  WITH DISTINCT k.id AS start_id, type(r) AS relation, m.id AS end_id
  ORDER BY end_id, relation LIMIT 20
  RETURN start_id, relation, end_id
  UNION ALL
  MATCH (k:Campus {id: $row_campus})-[:IN_FILIERE]->(f)
  RETURN k.id AS start_id, 'IN_FILIERE' AS relation, f.id AS end_id
  UNION ALL
  MATCH (k:Campus {id: $row_campus})-[:IN_FILIERE]->(:Filiere)<-[:BELONGS_TO]-(d:Diploma)
  WHERE 'level-' + toString(d.level) = $row_need
  WITH DISTINCT d
  MATCH (d)<-[:TEACHES]-(e:Establishment)
  OPTIONAL MATCH (e)-[:PART_OF]->(w) WHERE w.id IN $row_evidence
  WITH e, d, w WHERE e.id IN $row_evidence OR w IS NOT NULL
  WITH DISTINCT e.id AS site, d.id AS diploma, w.id AS whole
  ORDER BY site, diploma, whole LIMIT 10
  UNWIND [[site, 'TEACHES', diploma], [site, 'PART_OF', whole]] AS fact
  WITH fact WHERE fact[2] IS NOT NULL
  RETURN fact[0] AS start_id, fact[1] AS relation, fact[2] AS end_id
  UNION ALL
  MATCH (a)-[c:COOPERATES_WITH {kind: 'convention'}]->(b)
  WHERE $row_need = 'agreement' AND c.since IS NOT NULL AND a.id IN $row_evidence AND b.id IN $row_evidence
  RETURN DISTINCT a.id AS start_id, 'COOPERATES_WITH' AS relation, b.id AS end_id
  UNION ALL
  MATCH (i:Indicator {subject: $row_campus}) WHERE i.measure IN ['membres', 'conventions']
  RETURN i.id AS start_id, null AS relation, null AS end_id
  UNION ALL
  RETURN $row_campus AS start_id, null AS relation, null AS end_id
}
RETURN start_id, relation, end_id;
