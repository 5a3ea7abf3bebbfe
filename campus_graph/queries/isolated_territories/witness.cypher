// Evidence: the territory; what the nearest establishment offers of the filière; the establishments that might be near.
CALL () {
  RETURN $row_territory AS start_id, null AS relation, null AS end_id
  UNION ALL
  MATCH (e:Establishment)-[:TEACHES]->(d:Diploma {level: $level})-[:BELONGS_TO]->(:Filiere {id: $row_filiere})
  WHERE d.open AND (e.id = $row_nearest_establishment OR e.id IN $row_unlocated)
  WITH DISTINCT e.id AS start_id, d.id AS end_id
  ORDER BY start_id <> $row_nearest_establishment, start_id, end_id LIMIT 10
  UNWIND [[start_id, 'TEACHES', end_id], [end_id, 'BELONGS_TO', $row_filiere]] AS fact
  RETURN fact[0] AS start_id, fact[1] AS relation, fact[2] AS end_id
}
RETURN start_id, relation, end_id;
