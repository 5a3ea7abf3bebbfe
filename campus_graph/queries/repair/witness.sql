-- Evidence: what the establishment teaches that leads to the new diploma; who offers that diploma already; what continues it.
WITH below AS (
  SELECT DISTINCT t.start_id, t.end_id
  FROM TEACHES t JOIN CONTINUES_TO c ON c.start_id = t.end_id AND c.end_id = $row_diploma
  WHERE t.start_id = $row_establishment
),
shown AS (SELECT start_id, end_id FROM below ORDER BY start_id, end_id LIMIT 5),
model AS (
  SELECT DISTINCT start_id, end_id FROM TEACHES WHERE end_id = $row_diploma ORDER BY start_id LIMIT 1
),
onward AS (SELECT unnest($row_onward::VARCHAR[]) AS id ORDER BY id LIMIT 5)
SELECT $row_establishment AS start_id, NULL AS relation, NULL AS end_id
UNION ALL SELECT start_id, 'TEACHES', end_id FROM shown
UNION ALL SELECT end_id, 'CONTINUES_TO', $row_diploma FROM shown
UNION ALL SELECT start_id, 'TEACHES', end_id FROM model
UNION ALL SELECT $row_diploma, 'CONTINUES_TO', id FROM onward;
