// Plain form: follow the pattern from each offer, with correlated EXISTS. $scope is « department », the default.
MATCH (e:Establishment)-[t:TEACHES]->(d:Diploma {level: $level})
WITH DISTINCT e, d, t.voie AS voie
RETURN e.id AS establishment, d.id AS diploma, voie, CASE
    WHEN NOT d.open OR e.department IS NULL OR NOT EXISTS { (d)-[:CONTINUES_TO]->() } THEN 'unknown'
    WHEN EXISTS {
      MATCH (d)-[:CONTINUES_TO]->(c:Diploma)<-[:TEACHES]-(other:Establishment)
      WHERE c.level >= $to_level AND other.department = e.department
    } THEN 'covered'
    WHEN NOT EXISTS { MATCH (d)-[:CONTINUES_TO]->(c:Diploma) WHERE c.level >= $to_level } THEN 'gap'
    WHEN EXISTS {
      MATCH (d)-[:CONTINUES_TO]->(c:Diploma) WHERE c.level >= $to_level AND NOT EXISTS { (c)<-[:TEACHES]-() }
    } THEN 'unknown'
    ELSE 'gap'
  END AS verdict
