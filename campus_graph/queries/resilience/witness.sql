-- Evidence: the ties of the smallest cut, of the critical or leaving actor and of the articulation points, each with
-- what proves it (for a continuation, one diploma offered on each side), and the membership of those so tied.
WITH member AS (
  SELECT end_id AS actor, 'HAS_MEMBER' AS relation FROM HAS_MEMBER WHERE start_id = $row_campus
  UNION SELECT end_id, 'SUPPORTED_BY' FROM SUPPORTED_BY WHERE start_id = $row_campus
  UNION SELECT end_id, 'PARTNERS_WITH' FROM PARTNERS_WITH WHERE start_id = $row_campus
),
chosen AS (
  SELECT unnest(list_concat($row_cut::VARCHAR[], $row_articulation_points::VARCHAR[], [$row_leaver::VARCHAR])) AS actor
),
taught AS (
  SELECT DISTINCT t.start_id AS actor, t.end_id AS diploma, d.level, t.rule <> 'presumed-speciality' AS certain
  FROM TEACHES t JOIN Diploma d ON d.id = t.end_id
  WHERE t.start_id IN (SELECT actor FROM member)
),
secondary AS (
  SELECT id AS actor FROM Establishment WHERE category = 'cfa' OR starts_with(category, 'lycee')
  UNION SELECT actor FROM taught WHERE level <= 4
),
higher AS (
  SELECT id AS actor FROM Establishment WHERE category IN ('universite', 'iut', 'superieur') OR starts_with(category, 'ecole')
  UNION SELECT actor FROM taught WHERE level >= 6
),
way AS (
  SELECT a.actor AS start_actor, b.actor AS end_actor, min([a.diploma, b.diploma]) AS diplomas
  FROM taught a
  JOIN CONTINUES_TO c ON c.start_id = a.diploma
  JOIN taught b ON b.diploma = c.end_id AND b.actor <> a.actor
  WHERE a.certain AND b.certain AND b.level >= 5 AND b.level > a.level
    AND a.actor IN (SELECT actor FROM secondary) AND b.actor IN (SELECT actor FROM higher)
    AND (a.actor IN (SELECT actor FROM chosen) OR b.actor IN (SELECT actor FROM chosen))
  GROUP BY a.actor, b.actor ORDER BY a.actor, b.actor LIMIT 20
),
tie AS (
  SELECT start_id, relation, end_id FROM (
    SELECT start_id, 'COOPERATES_WITH' AS relation, end_id FROM COOPERATES_WITH
    WHERE (since IS NULL OR since <= left($as_of, length(since))) AND (until IS NULL OR until >= left($as_of, length(until)))
      AND (campus IS NULL OR 'campus/' || replace(campus, 'campus/', '') = $row_campus)
    UNION SELECT start_id, 'PART_OF', end_id FROM PART_OF
  )
  WHERE start_id IN (SELECT actor FROM member) AND end_id IN (SELECT actor FROM member)
    AND (start_id IN (SELECT actor FROM chosen) OR end_id IN (SELECT actor FROM chosen))
  ORDER BY relation, start_id, end_id LIMIT 40
),
shown AS (
  SELECT actor FROM chosen
  UNION SELECT start_actor FROM way UNION SELECT end_actor FROM way
  UNION SELECT start_id FROM tie UNION SELECT end_id FROM tie
)
SELECT $row_campus AS start_id, relation, actor AS end_id FROM member WHERE actor IN (SELECT actor FROM shown)
UNION ALL SELECT start_actor, 'TEACHES', diplomas[1] FROM way
UNION ALL SELECT diplomas[1], 'CONTINUES_TO', diplomas[2] FROM way
UNION ALL SELECT end_actor, 'TEACHES', diplomas[2] FROM way
UNION ALL SELECT start_id, relation, end_id FROM tie
UNION ALL SELECT $row_campus, NULL, NULL;
