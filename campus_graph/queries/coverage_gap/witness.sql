-- Evidence: the campuses there (or else the nearest) with filière, label, zone and sites; some offers of the filière;
-- the counts of campuses that a source states for the territory or its region.
WITH named AS (
  SELECT unnest(list_concat($row_campuses::VARCHAR[], [$row_nearest_campus::VARCHAR])) AS campus
),
place AS (
  SELECT id, region, CASE split_part($row_territory, '/', 1)
      WHEN 'region' THEN 'region/' || region
      WHEN 'academy' THEN 'academy/' || academy
      WHEN 'department' THEN 'department/' || department
      ELSE 'employment-zone/' || employment_zone
    END AS territory
  FROM Establishment
),
there AS (SELECT id, region FROM place WHERE territory = $row_territory),
taught AS (
  SELECT t.start_id, t.end_id
  FROM TEACHES t JOIN there h ON h.id = t.start_id
  JOIN BELONGS_TO b ON b.start_id = t.end_id AND b.end_id = $row_filiere
  WHERE $year IS NULL OR t.year = $year
  GROUP BY ALL ORDER BY t.start_id, t.end_id LIMIT 5
)
SELECT start_id, 'IN_FILIERE' AS relation, end_id FROM IN_FILIERE
WHERE start_id IN (SELECT campus FROM named) AND end_id = $row_filiere
UNION ALL SELECT start_id, 'AWARDED', end_id FROM AWARDED WHERE start_id IN (SELECT campus FROM named)
UNION ALL SELECT start_id, 'COVERS', end_id FROM COVERS WHERE start_id IN (SELECT campus FROM named)
UNION ALL SELECT start_id, 'SUPPORTED_BY', end_id FROM SUPPORTED_BY
WHERE start_id IN (SELECT campus FROM named) AND end_id IN (SELECT id FROM there)
UNION ALL SELECT DISTINCT start_id, 'HAS_MEMBER', end_id FROM HAS_MEMBER
WHERE start_id IN (SELECT campus FROM named) AND end_id IN (SELECT id FROM there)
  AND (since IS NULL OR since <= left($as_of, length(since))) AND (until IS NULL OR until >= left($as_of, length(until)))
UNION ALL SELECT start_id, 'TEACHES', end_id FROM taught
UNION ALL SELECT DISTINCT end_id, 'BELONGS_TO', $row_filiere FROM taught
UNION ALL SELECT id, NULL, NULL FROM Indicator
WHERE measure IN ('campus labellisés', 'campus nouvellement labellisés')
  AND (subject = $row_territory OR subject IN (SELECT 'region/' || region FROM there));
