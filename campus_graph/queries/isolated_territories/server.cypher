// Problem: some territories have no training of a filière within reach, and nobody sees them on a list of schools.
// Solution: fetch the territories, the offers of the level with their places, and where people live; distances follow.

// name: filieres
MATCH (f:Filiere)
WHERE $filiere IS NULL OR f.code = $filiere
RETURN f.id AS filiere, f.label AS filiere_label;

// name: territories
// A further zoning of communes (mountain, priority districts …) is one more line of the CASE, and a choice of the scope.
CALL () {
  MATCH (z:EmploymentZone)
  WHERE $scope = 'employment-zone'
  WITH collect(z) AS zones
  CALL () {
    MATCH (c:Commune)
    WHERE $scope = 'employment-zone' AND c.employment_zone IS NOT NULL
    WITH c.employment_zone AS code, sum(c.population) AS sum, count(c.population) AS known,
      max(CASE WHEN ($region IS NULL OR c.region = $region) AND ($academy IS NULL OR c.academy = $academy)
        AND ($department IS NULL OR c.department = $department) THEN 1 ELSE 0 END) = 1 AS wanted
    RETURN collect({code: code, population: CASE WHEN known > 0 THEN sum END, wanted: wanted}) AS peopled
  }
  UNWIND zones AS z
  WITH z, [p IN peopled WHERE p.code = z.code][0] AS p
  WHERE p.wanted OR ($region IS NULL AND $academy IS NULL AND $department IS NULL)
  RETURN z AS t, null AS zoning, null AS position, p.population AS population
  UNION ALL
  MATCH (e:Establishment {position: 'published'})
  WITH collect(DISTINCT e.commune) AS own
  MATCH (c:Commune)
  WHERE ($region IS NULL OR c.region = $region) AND ($academy IS NULL OR c.academy = $academy)
    AND ($department IS NULL OR c.department = $department)
  WITH c, own, CASE $scope
      WHEN 'frr' THEN CASE WHEN c.rurality_zoning CONTAINS 'FRR' THEN c.rurality_zoning END
    END AS zoning
  WHERE zoning IS NOT NULL
  WITH own, collect({c: c, zoning: zoning}) AS communes
  CALL (own, communes) {
    UNWIND own AS code
    RETURN code, null AS c, null AS zoning
    UNION ALL
    UNWIND communes AS found
    RETURN found.c.code AS code, found.c AS c, found.zoning AS zoning
  }
  WITH code, max(CASE WHEN c IS NULL THEN 1 ELSE 0 END) = 1 AS located, collect(c) AS cs, collect(zoning) AS zonings
  WHERE size(cs) > 0
  WITH cs[0] AS t, zonings[0] AS zoning, located
  RETURN t, zoning, CASE WHEN t.latitude IS NULL THEN null WHEN located THEN 'commune' ELSE 'intercommunality' END
    AS position, t.population AS population
}
RETURN t.id AS territory, t.label AS territory_label, zoning, position, t.latitude AS latitude,
  t.longitude AS longitude, population, t.code AS place;

// name: people
MATCH (c:Commune)
RETURN c.employment_zone AS employment_zone, c.department AS department, c.latitude AS latitude,
  c.longitude AS longitude, sum(c.population) AS population;

// name: offers
MATCH (e:Establishment)-[t:TEACHES]->(d:Diploma {level: $level})
WHERE d.open
WITH e, d, t.voie AS voie, t.year AS year, sum(t.capacity) AS capacity, count(t.capacity) AS stated,
  min(CASE t.rule WHEN 'presumed-speciality' THEN 1 ELSE 0 END) AS presumed
WITH e, d, voie, year, CASE WHEN stated > 0 THEN capacity END AS capacity, presumed
ORDER BY year DESC
WITH e, d, voie, head(collect(capacity)) AS capacity, min(presumed) AS presumed
MATCH (d)-[:BELONGS_TO]->(f:Filiere)
WHERE $filiere IS NULL OR f.code = $filiere
RETURN f.id AS filiere, e.id AS id, e.department AS department, e.latitude AS latitude, e.longitude AS longitude,
  CASE $scope WHEN 'employment-zone' THEN e.employment_zone ELSE e.commune END AS place,
  count(*) AS offers, sum(coalesce(capacity, 0)) AS seats,
  sum(CASE WHEN capacity IS NULL THEN 1 ELSE 0 END) AS uncounted, min(presumed) = 1 AS presumed;
