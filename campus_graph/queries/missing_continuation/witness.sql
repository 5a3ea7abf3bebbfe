-- Evidence: the offer, the published continuations, those within reach, and the nearest offer of one.
WITH way AS (
  SELECT DISTINCT c.end_id FROM CONTINUES_TO c JOIN Diploma d ON d.id = c.end_id
  WHERE c.start_id = $row_diploma AND d.level >= $to_level
),
site AS (
  SELECT * FROM (
  SELECT DISTINCT t.start_id, t.end_id FROM TEACHES t JOIN way w ON w.end_id = t.end_id
  JOIN Establishment e ON e.id = t.start_id JOIN Establishment own ON own.id = $row_establishment
  WHERE t.start_id = $row_nearest_establishment OR CASE $scope
      WHEN 'establishment' THEN e.id = own.id
      WHEN 'commune' THEN e.commune = own.commune
      WHEN 'employment-zone' THEN e.employment_zone = own.employment_zone
      WHEN 'department' THEN e.department = own.department
      WHEN 'academy' THEN e.academy = own.academy
      ELSE e.region = own.region
    END
  ) ORDER BY start_id <> $row_nearest_establishment NULLS LAST, start_id, end_id LIMIT 10
)
SELECT $row_establishment AS start_id, 'TEACHES' AS relation, $row_diploma AS end_id
UNION ALL SELECT $row_diploma, 'CONTINUES_TO', end_id FROM way
UNION ALL SELECT start_id, 'TEACHES', end_id FROM site;
