-- Evidence: each step of the path with an establishment that offers it; what the last step leads to, and the nearest offer
-- (of a first step, where there is none).
WITH step AS (
  SELECT diploma, establishment, lead(diploma) OVER (ORDER BY number) AS onward
  FROM (
    SELECT unnest($row_chain_diploma::VARCHAR[]) AS diploma, unnest($row_chain_establishment::VARCHAR[]) AS establishment,
      generate_subscripts($row_chain_diploma::VARCHAR[], 1) AS number
  )
),
next AS (
  SELECT s.diploma, c.end_id FROM step s JOIN CONTINUES_TO c ON c.start_id = s.diploma JOIN Diploma d ON d.id = c.end_id
  WHERE s.onward IS NULL AND d.level >= $row_missing_level
  ORDER BY c.end_id LIMIT 10
)
SELECT establishment AS start_id, 'TEACHES' AS relation, diploma AS end_id FROM step
UNION ALL SELECT diploma, 'CONTINUES_TO', onward FROM step WHERE onward IS NOT NULL
UNION ALL SELECT diploma, 'BELONGS_TO', $row_filiere FROM step
UNION ALL SELECT diploma, 'CONTINUES_TO', end_id FROM next
UNION ALL SELECT DISTINCT t.start_id, 'TEACHES', t.end_id FROM TEACHES t
WHERE t.start_id = $row_nearest_establishment AND t.end_id IN (SELECT end_id FROM next)
UNION ALL SELECT DISTINCT t.start_id, 'TEACHES', t.end_id FROM TEACHES t
JOIN BELONGS_TO b ON b.start_id = t.end_id AND b.end_id = $row_filiere
JOIN Diploma d ON d.id = t.end_id
WHERE $row_reached_level IS NULL AND d.level = $level AND t.start_id = $row_nearest_establishment;
