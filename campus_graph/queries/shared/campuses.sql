-- What several questions about campuses fetch alike; a question names those it takes as `shared` in its question.toml.

-- name: campuses
SELECT id AS campus, label AS campus_label, category, coalesce('campus/' || possible_duplicate_of, id) AS same_as FROM Campus;

-- name: campus_filieres
SELECT i.start_id AS campus, i.end_id AS filiere, f.label AS filiere_label
FROM IN_FILIERE i JOIN Filiere f ON f.id = i.end_id;

-- name: awards
SELECT a.start_id AS campus, l.id AS award, l.label AS award_label, l.category, l.issued_year, l.duration_years, l.expiry_year
FROM AWARDED a JOIN Label l ON l.id = a.end_id;

-- The territories that a campus touches: its zone, where its support and seat lie, what is inside and around.
-- name: places
WITH zone AS (
  SELECT start_id AS campus, end_id AS territory FROM COVERS
  UNION SELECT s.start_id, d.id FROM SUPPORTED_BY s JOIN Establishment e ON e.id = s.end_id
    JOIN Department d ON d.code = e.department
  UNION SELECT l.start_id, l.end_id FROM LOCATED_IN l JOIN Campus k ON k.id = l.start_id
),
-- Communes are the many: they are looked at for the zones that are one, or are made of them.
up AS (
  SELECT start_id, end_id FROM WITHIN WHERE NOT starts_with(start_id, 'commune/')
  UNION ALL SELECT w.start_id, w.end_id FROM WITHIN w JOIN (SELECT DISTINCT territory FROM zone) z ON z.territory = w.start_id
  WHERE starts_with(w.start_id, 'commune/')
),
below AS (
  SELECT campus, territory FROM zone
  UNION SELECT z.campus, w.start_id FROM zone z JOIN up w ON w.end_id = z.territory
    WHERE split_part(w.start_id, '/', 1) IN ('department', 'academy')
  UNION SELECT z.campus, w.start_id FROM zone z JOIN up a ON a.end_id = z.territory
    JOIN Academy m ON m.id = a.start_id JOIN up w ON w.end_id = m.id JOIN Department d ON d.id = w.start_id
  UNION SELECT z.campus, d.id FROM zone z JOIN up w ON w.start_id = z.territory JOIN Department d ON d.id = w.end_id
  UNION SELECT z.campus, d.id
    FROM (SELECT * FROM zone WHERE split_part(territory, '/', 1) IN ('employment-zone', 'intercommunality')) z
    JOIN WITHIN w ON w.end_id = z.territory JOIN Commune c ON c.id = w.start_id JOIN Department d ON d.code = c.department
)
SELECT campus, territory FROM below
UNION SELECT b.campus, w.end_id FROM below b JOIN up w ON w.start_id = b.territory;

-- name: counts
SELECT id AS indicator, subject, measure, coalesce(period, year::VARCHAR) AS period, year, value FROM Indicator
WHERE measure IN ('campus labellisés', 'campus nouvellement labellisés', 'membres', 'conventions')
  AND value IS NOT NULL AND year IS NOT NULL AND (period IS NOT NULL OR measure IN ('membres', 'conventions'));
