-- Evidence: what answers the need (members, partners, agreements, offers of the filière at the level); where nothing does,
-- the first members that are known, the filières of the campus and the counts that are stated for it.
WITH offer AS (
  SELECT DISTINCT t.start_id, t.end_id, s.end_id AS whole
  FROM TEACHES t
  JOIN Diploma d ON d.id = t.end_id AND 'level-' || d.level = $row_need
  JOIN BELONGS_TO b ON b.start_id = d.id
  JOIN IN_FILIERE f ON f.end_id = b.end_id AND f.start_id = $row_campus
  LEFT JOIN PART_OF s ON s.start_id = t.start_id AND list_contains($row_evidence::VARCHAR[], s.end_id)
  WHERE list_contains($row_evidence::VARCHAR[], t.start_id) OR s.end_id IS NOT NULL
  ORDER BY t.start_id, t.end_id, whole LIMIT 10
),
tie AS (
  SELECT DISTINCT start_id, end_id FROM COOPERATES_WITH
  WHERE $row_need = 'agreement' AND kind = 'convention' AND since IS NOT NULL
    AND list_contains($row_evidence::VARCHAR[], start_id) AND list_contains($row_evidence::VARCHAR[], end_id)
),
member AS (
  SELECT start_id, 'HAS_MEMBER' AS relation, end_id FROM HAS_MEMBER WHERE start_id = $row_campus
  UNION SELECT start_id, 'SUPPORTED_BY', end_id FROM SUPPORTED_BY WHERE start_id = $row_campus
  UNION SELECT start_id, 'PARTNERS_WITH', end_id FROM PARTNERS_WITH WHERE start_id = $row_campus
)
SELECT start_id, relation, end_id FROM (
  SELECT * FROM member
  WHERE list_contains($row_evidence::VARCHAR[], end_id) OR (len($row_evidence) = 0 AND relation <> 'PARTNERS_WITH')
  ORDER BY end_id, relation LIMIT 20
)
UNION ALL SELECT start_id, 'IN_FILIERE', end_id FROM IN_FILIERE WHERE start_id = $row_campus
UNION ALL SELECT start_id, 'TEACHES', end_id FROM offer
UNION ALL SELECT start_id, 'PART_OF', whole FROM offer WHERE whole IS NOT NULL
UNION ALL SELECT start_id, 'COOPERATES_WITH', end_id FROM tie
UNION ALL SELECT id, NULL, NULL FROM Indicator WHERE subject = $row_campus AND measure IN ('membres', 'conventions')
UNION ALL SELECT $row_campus, NULL, NULL;
