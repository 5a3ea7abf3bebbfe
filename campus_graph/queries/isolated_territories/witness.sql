-- Evidence: the territory; what the nearest establishment offers of the filière; the establishments that might be near.
WITH named AS (
  SELECT unnest(list_concat([$row_nearest_establishment::VARCHAR], $row_unlocated::VARCHAR[])) AS id
),
taught AS (
  SELECT DISTINCT t.start_id, t.end_id
  FROM TEACHES t
  JOIN Diploma d ON d.id = t.end_id AND d.open AND d.level = $level
  JOIN BELONGS_TO b ON b.start_id = t.end_id AND b.end_id = $row_filiere
  WHERE t.start_id IN (SELECT id FROM named)
),
shown AS (
  SELECT start_id, end_id FROM taught
  ORDER BY start_id <> $row_nearest_establishment NULLS LAST, start_id, end_id LIMIT 10
)
SELECT $row_territory AS start_id, NULL AS relation, NULL AS end_id
UNION ALL SELECT start_id, 'TEACHES', end_id FROM shown
UNION ALL SELECT DISTINCT end_id, 'BELONGS_TO', $row_filiere FROM shown;
