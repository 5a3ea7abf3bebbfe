// Evidence: each step of the path with an establishment that offers it; what the last step leads to, and the nearest offer
// (of a first step, where there is none).
CALL () {
  UNWIND range(0, size($row_chain_diploma) - 1) AS i
  UNWIND [[$row_chain_establishment[i], 'TEACHES', $row_chain_diploma[i]], [$row_chain_diploma[i], 'BELONGS_TO', $row_filiere],
    [$row_chain_diploma[i], 'CONTINUES_TO', $row_chain_diploma[i + 1]]] AS fact
  WITH fact WHERE fact[2] IS NOT NULL
  RETURN fact[0] AS start_id, fact[1] AS relation, fact[2] AS end_id
  UNION ALL
  MATCH (s:Diploma)-[:CONTINUES_TO]->(d:Diploma)
  WHERE s.id = $row_chain_diploma[-1] AND d.level >= $row_missing_level
  WITH DISTINCT s, d ORDER BY d.id LIMIT 10
  OPTIONAL MATCH (e:Establishment {id: $row_nearest_establishment})-[:TEACHES]->(d)
  WITH DISTINCT s, d, e
  UNWIND [[s.id, 'CONTINUES_TO', d.id], [e.id, 'TEACHES', d.id]] AS fact
  WITH fact WHERE fact[0] IS NOT NULL
  RETURN fact[0] AS start_id, fact[1] AS relation, fact[2] AS end_id
  UNION ALL
  MATCH (e:Establishment {id: $row_nearest_establishment})-[:TEACHES]->(d:Diploma)-[:BELONGS_TO]->(:Filiere {id: $row_filiere})
  WHERE $row_reached_level IS NULL AND d.level = $level
  RETURN DISTINCT e.id AS start_id, 'TEACHES' AS relation, d.id AS end_id
}
RETURN start_id, relation, end_id;
