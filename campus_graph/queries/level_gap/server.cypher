// Problem: between CAP and bac+5 a filière skips a level, and no list of offers shows what is not in it.
// Solution: count offers per place, filière and level; the empty levels between are then judged, with the nearest offer.

// name: taught
CALL () {
  MATCH (site:Establishment)
  WHERE $scope <> 'campus' AND $campus IS NULL AND ($region IS NULL OR site.region = $region)
    AND ($academy IS NULL OR site.academy = $academy) AND ($department IS NULL OR site.department = $department)
  RETURN site, CASE $scope
      WHEN 'region' THEN 'region/' + site.region
      WHEN 'academy' THEN 'academy/' + site.academy
      WHEN 'department' THEN 'department/' + site.department
      ELSE 'employment-zone/' + site.employment_zone
    END AS place
  UNION
  MATCH (k:Campus)-[m:HAS_MEMBER|SUPPORTED_BY]->(whole)
  WHERE ($scope = 'campus' OR $campus IS NOT NULL) AND coalesce(m.since, '') <= $as_of
    AND coalesce(m.until + CASE size(m.until) WHEN 4 THEN '-12-31' WHEN 7 THEN '-31' ELSE '' END, '9999') >= $as_of
  CALL (whole) {
    RETURN whole AS site
    UNION MATCH (site)-[:PART_OF]->(whole) RETURN site
  }
  RETURN site, k.id AS place
}
WITH site, place WHERE place IS NOT NULL
MATCH (site)-[t:TEACHES]->(d:Diploma)
WHERE d.level >= 3 AND d.level <= 8 AND ($year IS NULL OR t.year = $year)
WITH DISTINCT place, site, d, t.voie AS voie
MATCH (d)-[:BELONGS_TO]->(f:Filiere)
WHERE $filiere IS NULL OR f.code = $filiere
RETURN place, f.id AS filiere, d.level AS level, count(*) AS offers, count(DISTINCT site) AS establishments;

// name: territories
MATCH (e:Establishment)
WHERE $scope <> 'campus' AND $campus IS NULL AND ($region IS NULL OR e.region = $region)
  AND ($academy IS NULL OR e.academy = $academy) AND ($department IS NULL OR e.department = $department)
WITH DISTINCT CASE $scope
    WHEN 'region' THEN 'region/' + e.region
    WHEN 'academy' THEN 'academy/' + e.academy
    WHEN 'department' THEN 'department/' + e.department
    ELSE 'employment-zone/' + e.employment_zone
  END AS place
WHERE place IS NOT NULL
MATCH (t:Territory {id: place})
RETURN t.id AS place, t.label AS place_label, t.latitude AS latitude, t.longitude AS longitude;

// name: members
MATCH (k:Campus)-[m:HAS_MEMBER|SUPPORTED_BY]->(e)
WHERE $scope = 'campus' OR $campus IS NOT NULL
RETURN k.id AS campus, e.id AS member, m.since AS since, m.until AS until,
  NOT e:Establishment OR EXISTS { (e)-[:TEACHES]->() } OR EXISTS { (e)<-[:PART_OF]-()-[:TEACHES]->() } AS told;

// name: seats
MATCH (k:Campus) WHERE $scope = 'campus' OR $campus IS NOT NULL
RETURN k.id AS place, k.latitude AS latitude, k.longitude AS longitude;

// name: filieres
MATCH (f:Filiere) WHERE $filiere IS NULL OR f.code = $filiere
RETURN f.id AS filiere, f.label AS filiere_label;

// name: national
MATCH (d:Diploma)-[:BELONGS_TO]->(f:Filiere)
WHERE d.level >= 3 AND d.level <= 8 AND ($filiere IS NULL OR f.code = $filiere)
WITH f, d, EXISTS { MATCH (d)<-[t:TEACHES]-() WHERE $year IS NULL OR t.year = $year } AS taught
RETURN f.id AS filiere, d.level AS level, count(DISTINCT CASE WHEN d.open THEN d END) AS open,
  count(DISTINCT CASE WHEN d.open AND taught THEN d END) AS known, max(CASE WHEN taught THEN 1 ELSE 0 END) = 1 AS anywhere;

// name: sites
MATCH (f:Filiere)<-[:BELONGS_TO]-(d:Diploma)
WHERE d.level >= 4 AND d.level <= 8 AND ($filiere IS NULL OR f.code = $filiere)
MATCH (d)<-[t:TEACHES]-(e:Establishment)
WHERE $year IS NULL OR t.year = $year
WITH DISTINCT f, d.level AS level, e
WHERE e.latitude IS NOT NULL
RETURN f.id AS filiere, level, e.id AS id, e.latitude AS latitude, e.longitude AS longitude;
