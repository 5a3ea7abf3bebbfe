-- The rows of the question `missing-continuation`, within the département, level 4 to 5, as SQLite states it.
-- What it leaves out: the nearest place and its distance, the cause and the reason in words.
WITH way AS (
  SELECT c.start_id AS diploma, c.end_id AS continuation
  FROM CONTINUES_TO c JOIN Diploma d ON d.id = c.end_id JOIN Diploma s ON s.id = c.start_id
  WHERE d.level >= 5 AND s.level = 4
),
here AS (SELECT id, label, department FROM Establishment WHERE department = :department),
taught AS (
  SELECT DISTINCT t.end_id AS diploma FROM here h CROSS JOIN TEACHES t ON t.start_id = h.id
),
reach AS (
  SELECT w.diploma, group_concat(w.continuation, ' | ') AS continuations
  FROM way w JOIN taught t ON t.diploma = w.continuation GROUP BY w.diploma
),
onward AS (
  SELECT w.diploma, min(EXISTS (SELECT 1 FROM TEACHES t WHERE t.end_id = w.continuation)) AS all_offered
  FROM way w GROUP BY w.diploma
),
offer AS (
  SELECT t.start_id, t.end_id, t.voie, max(t.year) AS year, h.label
  FROM here h CROSS JOIN TEACHES t ON t.start_id = h.id JOIN Diploma d ON d.id = t.end_id
  WHERE d.level = 4
  GROUP BY t.start_id, t.end_id, t.voie
)
SELECT o.start_id AS establishment, o.label AS establishment_label, o.end_id AS diploma, d.label AS diploma_label,
  d.level, o.voie, o.year, coalesce(r.continuations, '') AS continuations,
  CASE
    WHEN NOT d.open OR NOT EXISTS (SELECT 1 FROM CONTINUES_TO p WHERE p.start_id = o.end_id) THEN 'unknown'
    WHEN r.continuations IS NOT NULL THEN 'covered'
    WHEN n.diploma IS NULL THEN 'gap'
    WHEN NOT n.all_offered THEN 'unknown'
    ELSE 'gap'
  END AS verdict
FROM offer o
JOIN Diploma d ON d.id = o.end_id
LEFT JOIN onward n ON n.diploma = o.end_id
LEFT JOIN reach r ON r.diploma = o.end_id
ORDER BY verdict, establishment, diploma, o.voie
