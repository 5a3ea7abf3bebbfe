-- Problem: a campus without co-pilots, director, committee or funds goes to sleep, and nobody sees it from outside.
-- Solution: fetch what is said of steering and of priorities; what nobody says is told apart from what is vacant.

-- name: said
SELECT s.start_id AS subject, s.end_id AS holder, coalesce(f.code, 'copilots') AS need, f.label AS need_label,
  s.status, s.since, s.until
FROM STEERED_BY s LEFT JOIN SteeringFunction f ON f.id = s.end_id;

-- name: roles
SELECT start_id AS subject, end_id AS holder, role, NULL AS since, NULL AS until FROM PARTNERS_WITH
WHERE role IN ('copilote', 'financeur')
UNION ALL SELECT start_id, end_id, role, since, until FROM HAS_MEMBER WHERE role IN ('copilote', 'financeur');

-- name: territories
SELECT id AS subject, label AS subject_label FROM Region WHERE NOT coalesce(former, false)
UNION ALL SELECT id, label FROM Academy;

-- name: around
SELECT w.start_id AS department, w.end_id AS territory FROM WITHIN w JOIN Department d ON d.id = w.start_id
UNION ALL SELECT id, id FROM Department;

-- name: priorities
SELECT region, filiere, label AS filiere_label, sum(number)::BIGINT AS priorities, plan
FROM (
  SELECT start_id AS region, end_id AS filiere, coalesce(plan, '') AS plan, count(*) AS number FROM PRIORITISES
  WHERE end_id LIKE 'filiere/%' AND (year IS NULL OR year <= $as_of_year) GROUP BY ALL
  UNION ALL
  SELECT p.start_id, b.end_id, coalesce(p.plan, ''), count(DISTINCT p.end_id)
  FROM PRIORITISES p JOIN BELONGS_TO b ON b.start_id = p.end_id
  WHERE p.year IS NULL OR p.year <= $as_of_year GROUP BY ALL
) named
JOIN Filiere f ON f.id = named.filiere
GROUP BY ALL;
