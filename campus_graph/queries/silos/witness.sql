-- Evidence: what the campuses share, with the membership of both; else some actors of each; their filière or zones.
WITH chosen AS (
  SELECT unnest(list_concat($row_network::VARCHAR[], [$row_campus::VARCHAR, $row_other::VARCHAR])) AS campus
),
actor AS (
  SELECT start_id, 'HAS_MEMBER' AS relation, end_id FROM HAS_MEMBER
  UNION SELECT start_id, 'SUPPORTED_BY', end_id FROM SUPPORTED_BY
  UNION SELECT start_id, 'PARTNERS_WITH', end_id FROM PARTNERS_WITH
),
mine AS (
  SELECT DISTINCT a.start_id, a.relation, a.end_id, list_contains($row_shared::VARCHAR[], a.end_id) AS shared
  FROM actor a WHERE a.start_id IN (SELECT campus FROM chosen)
)
SELECT start_id, relation, end_id FROM mine WHERE shared
UNION ALL SELECT start_id, relation, end_id FROM (
  SELECT start_id, relation, end_id FROM mine WHERE len($row_shared::VARCHAR[]) = 0
  QUALIFY row_number() OVER (PARTITION BY start_id ORDER BY relation, end_id) <= 5
)
UNION ALL SELECT start_id, 'IN_FILIERE', end_id FROM IN_FILIERE
WHERE end_id = $row_filiere AND start_id IN (SELECT campus FROM chosen)
UNION ALL SELECT start_id, 'COVERS', end_id FROM COVERS
WHERE $row_filiere IS NULL AND start_id IN (SELECT campus FROM chosen);
