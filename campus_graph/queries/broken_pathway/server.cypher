// Problem: a path from CAP to bac+5 stops for want of an offer, of a continuation, or of data.
// Solution: fetch what is offered per territory and the continuations; reachability is computed from them.

// name: offered
MATCH (e:Establishment)-[t:TEACHES]->(d:Diploma)
WHERE ($year IS NULL OR t.year = $year) AND ($region IS NULL OR e.region = $region) AND ($academy IS NULL OR e.academy = $academy)
  AND ($department IS NULL OR e.department = $department)
WITH d.id AS diploma, e.id AS establishment, CASE $scope
    WHEN 'region' THEN 'region/' + e.region
    WHEN 'academy' THEN 'academy/' + e.academy
    WHEN 'department' THEN 'department/' + e.department
    ELSE 'employment-zone/' + e.employment_zone
  END AS territory
WHERE territory IS NOT NULL
RETURN territory, diploma, min(establishment) AS establishment;

// name: territories
MATCH (t:Territory)
WHERE ($scope = 'region' AND t:Region) OR ($scope = 'academy' AND t:Academy)
  OR ($scope = 'department' AND t:Department) OR ($scope = 'employment-zone' AND t:EmploymentZone)
RETURN t.id AS territory, t.label AS territory_label, t.latitude AS latitude, t.longitude AS longitude;

// name: filieres
MATCH (d:Diploma)-[:BELONGS_TO]->(f:Filiere)
WHERE d.level IS NOT NULL AND ($filiere IS NULL OR f.code = $filiere)
RETURN f.id AS filiere, f.label AS filiere_label, d.id AS diploma, d.label AS label, d.level AS level, d.open AS open
ORDER BY filiere, diploma;

// name: continuations
MATCH (s:Diploma)-[:CONTINUES_TO]->(d:Diploma)
WHERE d.level IS NOT NULL
RETURN s.id AS start_id, d.id AS end_id, d.level AS end_level;

// name: sites
MATCH (d:Diploma)<-[t:TEACHES]-(e:Establishment)
WHERE d.open AND d.level >= $level AND ($year IS NULL OR t.year = $year)
RETURN DISTINCT d.id AS diploma, e.id AS id, e.latitude AS latitude, e.longitude AS longitude;
