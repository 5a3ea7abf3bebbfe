-- Evidence: the membership of both kinds of members, and per link what proves it: cooperations and components,
-- or, for a continuation, one diploma offered on each side with the continuation between them.
WITH member AS (
  SELECT end_id AS actor, 'HAS_MEMBER' AS relation FROM HAS_MEMBER WHERE start_id = $row_campus
  UNION SELECT end_id, 'SUPPORTED_BY' FROM SUPPORTED_BY WHERE start_id = $row_campus
),
level AS (
  SELECT DISTINCT t.start_id AS actor, t.end_id AS diploma, d.level, t.rule <> 'presumed-speciality' AS certain
  FROM TEACHES t JOIN Diploma d ON d.id = t.end_id
  WHERE t.start_id IN (SELECT actor FROM member)
),
education AS (
  SELECT e.id AS actor,
    e.category = 'cfa' OR starts_with(e.category, 'lycee') OR e.id IN (SELECT actor FROM level WHERE level <= 4) AS secondary,
    e.category IN ('universite', 'iut', 'superieur') OR starts_with(e.category, 'ecole')
      OR e.id IN (SELECT actor FROM level WHERE level >= 6) AS higher
  FROM Establishment e WHERE e.id IN (SELECT actor FROM member)
),
way AS (
  SELECT s.actor AS secondary, h.actor AS higher, min([a.diploma, b.diploma]) AS diplomas
  FROM education s JOIN education h ON h.higher AND h.actor <> s.actor
  JOIN level a ON a.actor = s.actor AND a.certain
  JOIN CONTINUES_TO c ON c.start_id = a.diploma
  JOIN level b ON b.actor = h.actor AND b.diploma = c.end_id AND b.certain
  WHERE s.secondary AND b.level >= 5 AND b.level > a.level
  GROUP BY s.actor, h.actor ORDER BY s.actor, h.actor LIMIT 20
),
tie AS (
  SELECT start_id, 'COOPERATES_WITH' AS relation, end_id FROM COOPERATES_WITH
  WHERE (since IS NULL OR since <= left($as_of, length(since))) AND (until IS NULL OR until >= left($as_of, length(until)))
    AND (campus IS NULL OR 'campus/' || replace(campus, 'campus/', '') = $row_campus)
  UNION SELECT start_id, 'PART_OF', end_id FROM PART_OF
)
SELECT $row_campus AS start_id, relation, actor AS end_id FROM member
WHERE actor IN (SELECT actor FROM education WHERE secondary OR higher)
UNION ALL SELECT secondary, 'TEACHES', diplomas[1] FROM way
UNION ALL SELECT diplomas[1], 'CONTINUES_TO', diplomas[2] FROM way
UNION ALL SELECT higher, 'TEACHES', diplomas[2] FROM way
UNION ALL SELECT t.start_id, t.relation, t.end_id FROM tie t
JOIN education a ON a.actor = t.start_id JOIN education b ON b.actor = t.end_id
WHERE (a.secondary AND b.higher) OR (a.higher AND b.secondary)
UNION ALL SELECT $row_campus, NULL, NULL;
