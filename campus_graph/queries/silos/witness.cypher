// Evidence: what the campuses share, with the membership of both; else some actors of each; their filière or zones.
WITH $row_network + [$row_campus] + CASE WHEN $row_other IS NULL THEN [] ELSE [$row_other] END AS chosen
CALL (chosen) {
  MATCH (k:Campus)-[r:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]->(a)
  WHERE k.id IN chosen AND a.id IN $row_shared
  RETURN DISTINCT k.id AS start_id, type(r) AS relation, a.id AS end_id
  UNION ALL
  MATCH (k:Campus)-[r:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]->(a)
  WHERE k.id IN chosen AND size($row_shared) = 0
  WITH DISTINCT k.id AS start_id, type(r) AS relation, a.id AS end_id ORDER BY start_id, relation, end_id
  WITH start_id, collect([relation, end_id])[0..5] AS some
  UNWIND some AS fact
  RETURN start_id, fact[0] AS relation, fact[1] AS end_id
  UNION ALL
  MATCH (k:Campus)-[:IN_FILIERE]->(f:Filiere {id: $row_filiere})
  WHERE k.id IN chosen
  RETURN DISTINCT k.id AS start_id, 'IN_FILIERE' AS relation, f.id AS end_id
  UNION ALL
  MATCH (k:Campus)-[:COVERS]->(z)
  WHERE $row_filiere IS NULL AND k.id IN chosen
  RETURN DISTINCT k.id AS start_id, 'COVERS' AS relation, z.id AS end_id
}
RETURN start_id, relation, end_id;
