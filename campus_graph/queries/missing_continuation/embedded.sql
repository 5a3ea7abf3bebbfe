-- Problem: pupils of a diploma find no way on to the next level where they live.
-- Solution: join each offer's published continuations with what is offered in the same territory.

-- name: rows
WITH here AS (
  SELECT id, label, department, academy, region, latitude, longitude,
    CASE $scope
      WHEN 'establishment' THEN id
      WHEN 'commune' THEN commune
      WHEN 'employment-zone' THEN employment_zone
      WHEN 'department' THEN department
      WHEN 'academy' THEN academy
      ELSE region
    END AS place
  FROM Establishment
),
way AS (
  SELECT c.start_id AS diploma, c.end_id AS continuation
  FROM CONTINUES_TO c JOIN Diploma d ON d.id = c.end_id
  WHERE d.level >= $to_level AND c.start_id IN (SELECT id FROM Diploma WHERE level = $level)
),
published AS (SELECT DISTINCT start_id AS diploma FROM CONTINUES_TO),
onward AS (
  SELECT w.diploma, bool_or(t.end_id IS NOT NULL) AS offered, bool_and(t.end_id IS NOT NULL) AS all_offered
  FROM way w LEFT JOIN (SELECT DISTINCT end_id FROM TEACHES) t ON t.end_id = w.continuation
  GROUP BY w.diploma
),
taught AS (
  SELECT DISTINCT h.place, t.end_id AS diploma
  FROM TEACHES t JOIN here h ON h.id = t.start_id
  WHERE h.place IS NOT NULL AND t.end_id IN (SELECT continuation FROM way)
),
reach AS (
  SELECT w.diploma, t.place, list(w.continuation ORDER BY w.continuation) AS continuations
  FROM way w JOIN taught t ON t.diploma = w.continuation
  GROUP BY w.diploma, t.place
),
offer AS (
  SELECT t.start_id, t.end_id, t.voie, max(t.year) AS year, bool_and(t.rule = 'presumed-speciality') AS presumed
  FROM TEACHES t JOIN Diploma d ON d.id = t.end_id
  WHERE d.level = $level AND ($year IS NULL OR t.year = $year)
  GROUP BY t.start_id, t.end_id, t.voie
)
SELECT o.start_id AS establishment, h.label AS establishment_label, h.department, h.latitude, h.longitude,
  o.end_id AS diploma, d.label AS diploma_label, d.level, o.voie, o.year, o.presumed,
  coalesce(r.continuations, []) AS continuations,
  CASE
    WHEN NOT d.open OR h.place IS NULL OR p.diploma IS NULL THEN 'unknown'
    WHEN r.continuations IS NOT NULL THEN 'covered'
    WHEN n.diploma IS NULL THEN 'gap'
    WHEN NOT n.all_offered THEN 'unknown'
    ELSE 'gap'
  END AS verdict,
  CASE
    WHEN NOT d.open OR h.place IS NULL THEN 'unknown'
    WHEN p.diploma IS NULL THEN 'no-known-continuation'
    WHEN r.continuations IS NOT NULL THEN NULL
    WHEN n.diploma IS NULL THEN 'no-known-continuation'
    WHEN NOT n.all_offered THEN 'unknown'
    ELSE 'not-offered-in-scope'
  END AS cause,
  CASE
    WHEN NOT d.open THEN 'closed'
    WHEN h.place IS NULL THEN 'unlocated'
    WHEN p.diploma IS NULL THEN 'unpublished'
    WHEN r.continuations IS NOT NULL THEN 'reached'
    WHEN n.diploma IS NULL THEN 'stops'
    WHEN NOT n.offered THEN 'nowhere'
    WHEN NOT n.all_offered THEN 'partly'
    ELSE 'elsewhere'
  END AS why
FROM offer o
JOIN here h ON h.id = o.start_id
JOIN Diploma d ON d.id = o.end_id
LEFT JOIN published p ON p.diploma = o.end_id
LEFT JOIN onward n ON n.diploma = o.end_id
LEFT JOIN reach r ON r.diploma = o.end_id AND r.place = h.place
WHERE ($region IS NULL OR h.region = $region) AND ($academy IS NULL OR h.academy = $academy)
  AND ($department IS NULL OR h.department = $department)
  AND ($filiere IS NULL OR o.end_id IN (SELECT start_id FROM BELONGS_TO WHERE end_id = 'filiere/' || $filiere));

-- name: ways
SELECT c.start_id AS diploma, c.end_id AS continuation
FROM CONTINUES_TO c JOIN Diploma d ON d.id = c.end_id JOIN Diploma s ON s.id = c.start_id
WHERE d.level >= $to_level AND s.level = $level;

-- name: sites
SELECT DISTINCT t.end_id AS continuation, e.id, e.latitude, e.longitude
FROM TEACHES t JOIN Establishment e ON e.id = t.start_id JOIN Diploma d ON d.id = t.end_id
WHERE d.level >= $to_level AND e.latitude IS NOT NULL;
