// Problem: pupils of a diploma find no way on to the next level where they live.
// Solution: join each offer's published continuations with what is offered in the same territory.
// Offers and reachable continuations are gathered as rows of one union and joined by grouping on
// (diploma, place): matching establishments to establishments would take minutes.

// name: rows
CALL () {
  MATCH (e:Establishment)-[t:TEACHES]->(d:Diploma)
  WHERE d.level = $level AND ($year IS NULL OR t.year = $year)
    AND ($region IS NULL OR e.region = $region) AND ($academy IS NULL OR e.academy = $academy)
    AND ($department IS NULL OR e.department = $department)
    AND ($filiere IS NULL OR EXISTS { (d)-[:BELONGS_TO]->(:Filiere {code: $filiere}) })
  WITH e, d, t.voie AS voie, max(t.year) AS year,
    min(CASE t.rule WHEN 'presumed-speciality' THEN 1 ELSE 0 END) = 1 AS presumed,
    CASE $scope
      WHEN 'establishment' THEN e.id
      WHEN 'commune' THEN e.commune
      WHEN 'employment-zone' THEN e.employment_zone
      WHEN 'department' THEN e.department
      WHEN 'academy' THEN e.academy
      ELSE e.region
    END AS place
  RETURN d, place, collect({e: e, voie: voie, year: year, presumed: presumed}) AS offers, null AS continuations
  UNION ALL
  MATCH (d:Diploma)-[:CONTINUES_TO]->(c:Diploma)
  WHERE d.level = $level AND c.level >= $to_level
  MATCH (c)<-[:TEACHES]-(e:Establishment)
  WITH d, c.id AS continuation,
    CASE $scope
      WHEN 'establishment' THEN e.id
      WHEN 'commune' THEN e.commune
      WHEN 'employment-zone' THEN e.employment_zone
      WHEN 'department' THEN e.department
      WHEN 'academy' THEN e.academy
      ELSE e.region
    END AS place
  WHERE place IS NOT NULL
  WITH DISTINCT d, continuation, place ORDER BY continuation
  RETURN d, place, null AS offers, collect(continuation) AS continuations
}
WITH d, place, collect(offers) AS offers, collect(continuations) AS reach
WHERE size(offers) > 0
WITH d, collect({place: place, offers: offers[0], reach: coalesce(reach[0], [])}) AS places
WITH d, places, EXISTS { (d)-[:CONTINUES_TO]->() } AS published,
  COLLECT {
    MATCH (d)-[:CONTINUES_TO]->(c:Diploma) WHERE c.level >= $to_level
    RETURN EXISTS { (c)<-[:TEACHES]-() }
  } AS ways
UNWIND places AS p
UNWIND p.offers AS o
WITH d, p, o, CASE
    WHEN NOT d.open THEN 'closed'
    WHEN p.place IS NULL THEN 'unlocated'
    WHEN NOT published THEN 'unpublished'
    WHEN size(p.reach) > 0 THEN 'reached'
    WHEN size(ways) = 0 THEN 'stops'
    WHEN none(w IN ways WHERE w) THEN 'nowhere'
    WHEN any(w IN ways WHERE NOT w) THEN 'partly'
    ELSE 'elsewhere'
  END AS why
RETURN o.e.id AS establishment, o.e.label AS establishment_label, o.e.department AS department,
  o.e.latitude AS latitude, o.e.longitude AS longitude, d.id AS diploma, d.label AS diploma_label, d.level AS level,
  o.voie AS voie, o.year AS year, o.presumed AS presumed, p.reach AS continuations,
  CASE
    WHEN why = 'reached' THEN 'covered'
    WHEN why IN ['stops', 'elsewhere'] THEN 'gap'
    ELSE 'unknown'
  END AS verdict,
  CASE
    WHEN why = 'reached' THEN null
    WHEN why IN ['unpublished', 'stops'] THEN 'no-known-continuation'
    WHEN why = 'elsewhere' THEN 'not-offered-in-scope'
    ELSE 'unknown'
  END AS cause,
  why;

// name: ways
MATCH (s:Diploma)-[:CONTINUES_TO]->(d:Diploma)
WHERE d.level >= $to_level AND s.level = $level
RETURN s.id AS diploma, d.id AS continuation;

// name: sites
MATCH (d:Diploma)<-[:TEACHES]-(e:Establishment)
WHERE d.level >= $to_level AND e.latitude IS NOT NULL AND EXISTS { (:Diploma {level: $level})-[:CONTINUES_TO]->(d) }
RETURN DISTINCT d.id AS continuation, e.id AS id, e.latitude AS latitude, e.longitude AS longitude;
