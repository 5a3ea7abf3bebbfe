// Evidence: what is said of the function; the co-pilots and funders; the priorities, the campuses that answer them
// and the counts of campuses of the region.
CALL () {
  MATCH (s:Entity {id: $row_subject})-[:STEERED_BY]->(h)
  WHERE h.id = 'steering/' + $row_need OR h.id IN $row_holders
  RETURN s.id AS start_id, 'STEERED_BY' AS relation, h.id AS end_id
  UNION ALL
  MATCH (k:Campus {id: $row_subject})-[r:PARTNERS_WITH|HAS_MEMBER]->(h)
  WHERE h.id IN $row_holders
  RETURN DISTINCT k.id AS start_id, type(r) AS relation, h.id AS end_id
  UNION ALL
  MATCH (r:Region {id: $row_subject})-[:PRIORITISES]->(t)
  WHERE t.id = $row_filiere OR EXISTS { (t)-[:BELONGS_TO]->(:Filiere {id: $row_filiere}) }
  WITH DISTINCT r, t ORDER BY t.id LIMIT 10
  UNWIND [[r.id, 'PRIORITISES', t.id], [t.id, 'BELONGS_TO', $row_filiere]] AS fact
  WITH fact WHERE fact[0] <> fact[2]
  RETURN fact[0] AS start_id, fact[1] AS relation, fact[2] AS end_id
  UNION ALL
  MATCH (k:Campus)-[:IN_FILIERE]->(f:Filiere {id: $row_filiere})
  WHERE k.id IN $row_holders
  RETURN k.id AS start_id, 'IN_FILIERE' AS relation, f.id AS end_id
  UNION ALL
  MATCH (k:Campus)-[:AWARDED]->(l:Label)
  WHERE k.id IN $row_holders
  RETURN k.id AS start_id, 'AWARDED' AS relation, l.id AS end_id
  UNION ALL
  MATCH (i:Indicator {subject: $row_subject})
  WHERE $row_filiere IS NOT NULL AND i.measure IN ['campus labellisés', 'campus nouvellement labellisés']
  RETURN i.id AS start_id, null AS relation, null AS end_id
  UNION ALL
  RETURN $row_subject AS start_id, null AS relation, null AS end_id
}
RETURN start_id, relation, end_id;
