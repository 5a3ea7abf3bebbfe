// Plain form: per filière and region, every path of open diplomas that are offered there. $scope is « region ».
MATCH (f:Filiere), (r:Region)
WHERE EXISTS { (:Establishment {region: r.code}) }
OPTIONAL MATCH (s:Diploma {level: $level})
  ((a)-[:CONTINUES_TO]->(b:Diploma WHERE b.open AND b.level IS NOT NULL AND EXISTS { (b)-[:BELONGS_TO]->(f) }
    AND EXISTS { (b)<-[:TEACHES]-(:Establishment {region: r.code}) }))*
  (d)
WHERE s.open AND EXISTS { (s)-[:BELONGS_TO]->(f) } AND EXISTS { (s)<-[:TEACHES]-(:Establishment {region: r.code}) }
RETURN f.id AS filiere, r.id AS territory, max(d.level) AS reached_level
