// Problem: what is known of a campus lies in a dozen kinds of edges.
// Solution: fetch the rows of each for the campuses asked for; sections are made from them.

// name: labels
MATCH (k:Campus)-[:AWARDED]->(l:Label)
WHERE ($campus IS NULL OR k.id = 'campus/' + $campus) AND coalesce(l.issued_year, $as_of_year) <= $as_of_year
RETURN k.id AS campus, l.id AS item, l.category AS category, l.year_meaning AS year_meaning,
  l.issued_year AS issued_year, l.expiry_year AS expiry_year;

// name: steps
MATCH (k:Campus)-[:AWARDED]->(:Label)-[:HAS_STEP]->(s:LabelStep)
WHERE $campus IS NULL OR k.id = 'campus/' + $campus
RETURN k.id AS campus, s.id AS item, s.kind AS kind, s.due AS due, s.done AS done, s.outcome AS outcome;

// name: offers
MATCH (k:Campus)-[:HAS_MEMBER|SUPPORTED_BY]->(e:Establishment)
WHERE $campus IS NULL OR k.id = 'campus/' + $campus
WITH DISTINCT e
MATCH (e)-[t:TEACHES]->(d:Diploma)
WHERE t.rule <> 'presumed-speciality' AND d.level IS NOT NULL
WITH DISTINCT e, d, t.voie AS voie
RETURN e.id AS actor, d.id AS diploma, voie, d.level AS level,
  COLLECT { MATCH (d)-[:BELONGS_TO]->(f:Filiere) RETURN DISTINCT f.id ORDER BY f.id } AS filieres;

// name: learners
MATCH (k:Campus)-[:HAS_MEMBER|SUPPORTED_BY]->(e:Establishment)
WHERE $campus IS NULL OR k.id = 'campus/' + $campus
WITH DISTINCT e
MATCH (e)-[o:OFFERS]->(d:Diploma)
WHERE o.capacity IS NOT NULL OR o.enrolled IS NOT NULL
RETURN e.id AS actor, d.id AS diploma, o.voie AS voie, o.year AS year, o.capacity AS capacity, o.enrolled AS enrolled;

// name: indicators
MATCH (k:Campus)
WHERE $campus IS NULL OR k.id = 'campus/' + $campus
WITH collect(k.id) AS campuses
CALL (campuses) {
  UNWIND campuses AS subject
  RETURN subject
  UNION
  UNWIND campuses AS campus
  MATCH (:Campus {id: campus})-[:HAS_MEMBER|SUPPORTED_BY]->(a)
  RETURN a.id AS subject
}
WITH collect(subject) AS subjects
MATCH (i:Indicator)
WHERE i.subject IN subjects
RETURN i.subject AS subject, i.measure AS measure, i.year AS year, i.value AS value, i.status AS status;
