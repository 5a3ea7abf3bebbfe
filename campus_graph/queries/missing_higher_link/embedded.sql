-- Problem: a campus that does not reach higher education or research leads its pupils nowhere after the BTS.
-- Solution: fetch each network, what its members teach of the filière, its laboratories and its dated agreements.

-- name: network
SELECT m.start_id AS campus, m.end_id AS member, coalesce(e.category, 'laboratoire') AS category, m.since, m.until
FROM (
  SELECT start_id, end_id, since, until FROM HAS_MEMBER
  UNION ALL SELECT start_id, end_id, NULL, NULL FROM SUPPORTED_BY
) m
LEFT JOIN Establishment e ON e.id = m.end_id;

-- name: partners
SELECT DISTINCT w.start_id AS campus, p.id AS partner, p.label, p.category
FROM PARTNERS_WITH w JOIN Partner p ON p.id = w.end_id
WHERE p.category IN ('formation', 'laboratoire');

-- name: taught
WITH member AS (
  SELECT end_id AS member FROM HAS_MEMBER UNION SELECT end_id FROM SUPPORTED_BY
),
site AS (
  SELECT member, member AS site FROM member
  UNION SELECT m.member, p.start_id FROM member m JOIN PART_OF p ON p.end_id = m.member
)
SELECT DISTINCT s.member, b.end_id AS filiere, d.level
FROM site s
JOIN TEACHES t ON t.start_id = s.site
JOIN Diploma d ON d.id = t.end_id
LEFT JOIN BELONGS_TO b ON b.start_id = d.id;

-- name: somewhere
SELECT DISTINCT b.end_id AS filiere, d.level
FROM (SELECT DISTINCT end_id FROM TEACHES) t
JOIN Diploma d ON d.id = t.end_id
JOIN BELONGS_TO b ON b.start_id = d.id
WHERE d.level BETWEEN 5 AND 7;

-- name: agreements
WITH body AS (
  SELECT id, NULL AS label, category FROM Establishment
  UNION ALL SELECT id, NULL, 'laboratoire' FROM ResearchLab
  UNION ALL SELECT id, label, category FROM Partner
)
SELECT c.start_id, c.end_id, c.campus, c.since, c.until, a.label AS start_label, a.category AS start_category,
  b.label AS end_label, b.category AS end_category
FROM COOPERATES_WITH c LEFT JOIN body a ON a.id = c.start_id LEFT JOIN body b ON b.id = c.end_id
WHERE c.kind = 'convention' AND c.since IS NOT NULL;
