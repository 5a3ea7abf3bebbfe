// Problem: paths break and diplomas have no way on; which few new offers would mend most of that?
// Solution: fetch who teaches what where, and the continuations; gaps, promises and the smallest plan follow from them.

// name: teaching
MATCH (e:Establishment)-[:TEACHES]->(d:Diploma)
WITH e, collect(DISTINCT d.id) AS diplomas
WITH e.id AS establishment, diplomas,
  CASE $scope
    WHEN 'region' THEN 'region/' + e.region
    WHEN 'academy' THEN 'academy/' + e.academy
    WHEN 'department' THEN 'department/' + e.department
    ELSE 'employment-zone/' + e.employment_zone
  END AS territory,
  CASE $continuation_scope
    WHEN 'establishment' THEN e.id
    WHEN 'commune' THEN e.commune
    WHEN 'employment-zone' THEN e.employment_zone
    WHEN 'department' THEN e.department
    WHEN 'academy' THEN e.academy
    ELSE e.region
  END AS place,
  coalesce(($region IS NULL OR e.region = $region) AND ($academy IS NULL OR e.academy = $academy)
    AND ($department IS NULL OR e.department = $department), false) AS mine
UNWIND diplomas AS diploma
RETURN establishment, diploma, territory, place, mine;

// name: starts
MATCH (e:Establishment)-[t:TEACHES]->(d:Diploma {level: $from_level})
WHERE d.open AND ($filiere IS NULL OR EXISTS { (d)-[:BELONGS_TO]->(:Filiere {code: $filiere}) })
RETURN e.id AS establishment, d.id AS diploma, t.voie AS voie,
  min(CASE t.rule WHEN 'presumed-speciality' THEN 1 ELSE 0 END) = 1 AS presumed;

// name: diplomas
MATCH (d:Diploma)
WHERE d.open AND d.level IS NOT NULL
RETURN d.id AS diploma, d.label AS label, d.level AS level, EXISTS { (d)-[:SPECIALISES]->() } AS common;

// name: continuations
MATCH (s:Diploma)-[:CONTINUES_TO]->(d:Diploma)
RETURN s.id AS start_id, d.id AS end_id, d.level AS end_level;

// name: filieres
MATCH (d:Diploma)-[:BELONGS_TO]->(f:Filiere)
WHERE d.level IS NOT NULL
RETURN f.id AS filiere, f.label AS filiere_label, d.id AS diploma, d.label AS label, d.level AS level, d.open AS open,
  $filiere IS NULL OR f.code = $filiere AS wanted;

// name: territories
MATCH (t:Territory)
WHERE ($scope = 'region' AND t:Region) OR ($scope = 'academy' AND t:Academy)
  OR ($scope = 'department' AND t:Department) OR ($scope = 'employment-zone' AND t:EmploymentZone)
RETURN t.id AS territory, t.label AS territory_label, t.latitude AS latitude, t.longitude AS longitude;

// name: establishments
MATCH (e:Establishment)
RETURN e.id AS establishment, e.label AS establishment_label;
