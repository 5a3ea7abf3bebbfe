// Evidence: the label and the others of the campus, its steps, what is known of its operational director.
CALL () {
  MATCH (k:Campus {id: $row_campus})-[:AWARDED]->(l:Label)
  RETURN k.id AS start_id, 'AWARDED' AS relation, l.id AS end_id
  UNION ALL
  MATCH (l:Label {id: $row_award})-[:HAS_STEP]->(s:LabelStep)
  UNWIND [[l.id, 'HAS_STEP', s.id], [s.id, null, null]] AS fact
  RETURN fact[0] AS start_id, fact[1] AS relation, fact[2] AS end_id
  UNION ALL
  MATCH (k:Campus {id: $row_campus})-[:STEERED_BY]->(f:SteeringFunction {code: 'operational-director'})
  RETURN k.id AS start_id, 'STEERED_BY' AS relation, f.id AS end_id
  UNION ALL
  RETURN $row_award AS start_id, null AS relation, null AS end_id
}
RETURN start_id, relation, end_id;
