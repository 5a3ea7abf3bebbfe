// Evidence: the offer, the published continuations, those within reach, and the nearest offer of one.
CALL () {
  RETURN $row_establishment AS start_id, 'TEACHES' AS relation, $row_diploma AS end_id
  UNION ALL
  MATCH (:Diploma {id: $row_diploma})-[:CONTINUES_TO]->(w:Diploma) WHERE w.level >= $to_level
  RETURN DISTINCT $row_diploma AS start_id, 'CONTINUES_TO' AS relation, w.id AS end_id
  UNION ALL
  MATCH (own:Establishment {id: $row_establishment})
  MATCH (:Diploma {id: $row_diploma})-[:CONTINUES_TO]->(w:Diploma)<-[:TEACHES]-(e:Establishment)
  WHERE w.level >= $to_level AND (e.id = $row_nearest_establishment OR CASE $scope
      WHEN 'establishment' THEN e.id = own.id
      WHEN 'commune' THEN e.commune = own.commune
      WHEN 'employment-zone' THEN e.employment_zone = own.employment_zone
      WHEN 'department' THEN e.department = own.department
      WHEN 'academy' THEN e.academy = own.academy
      ELSE e.region = own.region
    END)
  WITH DISTINCT e.id AS start_id, w.id AS end_id
  ORDER BY start_id <> $row_nearest_establishment, start_id, end_id LIMIT 10
  RETURN start_id, 'TEACHES' AS relation, end_id
}
RETURN start_id, relation, end_id;
