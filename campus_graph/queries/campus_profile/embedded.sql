-- Problem: what is known of a campus lies in a dozen tables.
-- Solution: fetch each table's rows for the campuses asked for; sections are made from them.

-- name: labels
SELECT a.start_id AS campus, l.id AS item, l.category, l.year_meaning, l.issued_year, l.expiry_year
FROM AWARDED a JOIN Label l ON l.id = a.end_id
WHERE ($campus IS NULL OR a.start_id = 'campus/' || $campus) AND coalesce(l.issued_year, $as_of_year) <= $as_of_year;

-- name: steps
SELECT a.start_id AS campus, s.id AS item, s.kind, s.due, s.done, s.outcome
FROM AWARDED a JOIN HAS_STEP h ON h.start_id = a.end_id JOIN LabelStep s ON s.id = h.end_id
WHERE $campus IS NULL OR a.start_id = 'campus/' || $campus;

-- name: offers
WITH member AS (
  SELECT start_id AS campus, end_id AS actor FROM HAS_MEMBER UNION SELECT start_id, end_id FROM SUPPORTED_BY
)
SELECT DISTINCT t.start_id AS actor, t.end_id AS diploma, t.voie, d.level,
  coalesce(f.filieres, []) AS filieres
FROM TEACHES t JOIN Diploma d ON d.id = t.end_id
LEFT JOIN (SELECT start_id, list(DISTINCT end_id ORDER BY end_id) AS filieres FROM BELONGS_TO GROUP BY start_id) f
  ON f.start_id = t.end_id
WHERE t.rule <> 'presumed-speciality' AND d.level IS NOT NULL
  AND t.start_id IN (SELECT actor FROM member WHERE $campus IS NULL OR campus = 'campus/' || $campus);

-- name: learners
WITH member AS (
  SELECT start_id AS campus, end_id AS actor FROM HAS_MEMBER UNION SELECT start_id, end_id FROM SUPPORTED_BY
)
SELECT o.start_id AS actor, o.end_id AS diploma, o.voie, o.year, o.capacity, o.enrolled
FROM OFFERS o
WHERE (o.capacity IS NOT NULL OR o.enrolled IS NOT NULL)
  AND o.start_id IN (SELECT actor FROM member WHERE $campus IS NULL OR campus = 'campus/' || $campus);

-- name: indicators
WITH subject AS (
  SELECT start_id AS campus, end_id AS subject FROM HAS_MEMBER
  UNION SELECT start_id, end_id FROM SUPPORTED_BY
  UNION SELECT id, id FROM Campus
)
SELECT i.subject, i.measure, i.year, i.value, i.status
FROM Indicator i
WHERE i.subject IN (SELECT subject FROM subject WHERE $campus IS NULL OR campus = 'campus/' || $campus);
