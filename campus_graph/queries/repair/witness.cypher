// Evidence: what the establishment teaches that leads to the new diploma; who offers that diploma already; what continues it.
CALL () {
  RETURN $row_establishment AS start_id, null AS relation, null AS end_id
  UNION ALL
  MATCH (e:Establishment {id: $row_establishment})-[:TEACHES]->(d:Diploma)-[:CONTINUES_TO]->(:Diploma {id: $row_diploma})
  WITH DISTINCT e.id AS school, d.id AS lower ORDER BY lower LIMIT 5
  UNWIND [[school, 'TEACHES', lower], [lower, 'CONTINUES_TO', $row_diploma]] AS fact
  RETURN fact[0] AS start_id, fact[1] AS relation, fact[2] AS end_id
  UNION ALL
  MATCH (e:Establishment)-[:TEACHES]->(:Diploma {id: $row_diploma})
  WITH DISTINCT e.id AS school ORDER BY school LIMIT 1
  RETURN school AS start_id, 'TEACHES' AS relation, $row_diploma AS end_id
  UNION ALL
  UNWIND $row_onward AS id
  WITH id ORDER BY id LIMIT 5
  RETURN $row_diploma AS start_id, 'CONTINUES_TO' AS relation, id AS end_id
}
RETURN start_id, relation, end_id;
