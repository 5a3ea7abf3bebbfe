-- Problem: several questions look at the network inside a campus, and must mean the same by it.
-- Solution: campuses, their actors and the ties between these, for each question that includes this file.
-- The campus itself is no part of its network: it is the hub, and would hold any network together.

-- name: campuses
WITH zone AS (
  SELECT c.start_id AS campus, w.start_id AS department
  FROM COVERS c JOIN WITHIN w ON w.end_id = c.end_id
  WHERE starts_with(w.start_id, 'department/')
  UNION SELECT start_id, end_id FROM COVERS WHERE starts_with(end_id, 'department/')
),
place AS (
  SELECT campus, department AS territory FROM zone
  UNION SELECT start_id, end_id FROM COVERS
  UNION SELECT z.campus, w.end_id FROM zone z JOIN WITHIN w ON w.start_id = z.department
  UNION SELECT m.start_id, unnest(['region/' || e.region, 'academy/' || e.academy, 'department/' || e.department])
  FROM (SELECT start_id, end_id FROM HAS_MEMBER UNION SELECT start_id, end_id FROM SUPPORTED_BY) m
  JOIN Establishment e ON e.id = m.end_id
  UNION SELECT l.start_id, unnest(['region/' || c.region, 'academy/' || c.academy, 'department/' || c.department])
  FROM LOCATED_IN l JOIN Commune c ON c.id = l.end_id
),
placed AS (SELECT campus, list(territory) AS territories FROM place GROUP BY campus),
filed AS (SELECT start_id AS campus, list(DISTINCT end_id ORDER BY end_id) AS filieres FROM IN_FILIERE GROUP BY start_id)
SELECT k.id AS campus, k.label AS campus_label, 'campus/' || k.possible_duplicate_of AS duplicate_of,
  coalesce(f.filieres, []) AS filieres,
  ($campus IS NULL OR k.id = 'campus/' || $campus)
    AND ($filiere IS NULL OR coalesce(list_contains(f.filieres, 'filiere/' || $filiere), false))
    AND ($region IS NULL OR coalesce(list_contains(p.territories, 'region/' || $region), false))
    AND ($academy IS NULL OR coalesce(list_contains(p.territories, 'academy/' || $academy), false))
    AND ($department IS NULL OR coalesce(list_contains(p.territories, 'department/' || $department), false)) AS asked
FROM Campus k
LEFT JOIN placed p ON p.campus = k.id
LEFT JOIN filed f ON f.campus = k.id;

-- name: actors
WITH actor AS (
  SELECT start_id AS campus, end_id AS actor, role FROM HAS_MEMBER
  WHERE (since IS NULL OR since <= left($as_of, length(since))) AND (until IS NULL OR until >= left($as_of, length(until)))
  UNION SELECT start_id, end_id, 'support' FROM SUPPORTED_BY
  UNION SELECT start_id, end_id, role FROM PARTNERS_WITH
),
taught AS (
  SELECT t.start_id AS actor, bool_or(d.level <= 4) AS low, bool_or(d.level >= 6) AS high
  FROM TEACHES t JOIN Diploma d ON d.id = t.end_id
  WHERE t.start_id IN (SELECT actor FROM actor)
  GROUP BY t.start_id
),
named AS (
  SELECT id, label, category, 'Establishment' AS kind FROM Establishment
  UNION ALL SELECT id, label, NULL, 'ResearchLab' FROM ResearchLab
  UNION ALL SELECT id, label, category, 'Partner' FROM Partner
  UNION ALL SELECT id, label, category, 'CompetitivenessCluster' FROM CompetitivenessCluster
)
SELECT a.campus, a.actor, any_value(n.kind) AS kind, any_value(n.label) AS label, any_value(n.category) AS category,
  list(a.role ORDER BY a.role) AS roles,
  any_value(n.kind = 'Establishment'
    AND (coalesce(t.low, false) OR starts_with(n.category, 'lycee') OR n.category = 'cfa')) AS secondary,
  any_value(n.kind = 'Establishment'
    AND (coalesce(t.high, false) OR n.category IN ('universite', 'iut', 'superieur') OR starts_with(n.category, 'ecole'))) AS higher,
  any_value(t.actor IS NOT NULL) AS teaches
FROM actor a
JOIN named n ON n.id = a.actor
LEFT JOIN taught t ON t.actor = a.actor
GROUP BY a.campus, a.actor;

-- name: ties
WITH actor AS (
  SELECT start_id AS campus, end_id AS actor FROM HAS_MEMBER
  WHERE (since IS NULL OR since <= left($as_of, length(since))) AND (until IS NULL OR until >= left($as_of, length(until)))
  UNION SELECT start_id, end_id FROM SUPPORTED_BY
  UNION SELECT start_id, end_id FROM PARTNERS_WITH
),
taught AS (
  SELECT DISTINCT t.start_id AS actor, t.end_id AS diploma, d.level
  FROM TEACHES t JOIN Diploma d ON d.id = t.end_id
  WHERE t.rule <> 'presumed-speciality' AND t.start_id IN (SELECT actor FROM actor)
),
onward AS (
  SELECT DISTINCT t.actor, c.end_id AS diploma
  FROM taught t JOIN CONTINUES_TO c ON c.start_id = t.diploma JOIN Diploma d ON d.id = c.end_id
  WHERE d.level >= 5 AND d.level > t.level
),
said AS (
  SELECT start_id, end_id, kind, replace(campus, 'campus/', '') AS campus FROM COOPERATES_WITH
  WHERE (since IS NULL OR since <= left($as_of, length(since))) AND (until IS NULL OR until >= left($as_of, length(until)))
  UNION SELECT start_id, end_id, 'composante', NULL FROM PART_OF
)
SELECT DISTINCT s.campus, s.actor AS start_id, h.actor AS end_id, 'poursuite' AS kind
FROM actor s JOIN actor h ON h.campus = s.campus AND h.actor <> s.actor
JOIN onward o ON o.actor = s.actor
JOIN taught t ON t.actor = h.actor AND t.diploma = o.diploma
UNION ALL
SELECT DISTINCT s.campus, s.actor, h.actor, r.kind
FROM said r
JOIN actor s ON s.actor = r.start_id
JOIN actor h ON h.actor = r.end_id AND h.campus = s.campus AND h.actor <> s.actor
WHERE r.campus IS NULL OR 'campus/' || r.campus = s.campus;
