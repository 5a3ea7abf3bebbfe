-- Evidence: offers of the level here, else of the nearest levels below and above; the nearest offer of it elsewhere;
-- for a campus the members that teach and the counts that are stated for it.
WITH member AS (
  SELECT start_id, 'HAS_MEMBER' AS relation, end_id FROM HAS_MEMBER WHERE start_id = $row_place
  UNION SELECT start_id, 'SUPPORTED_BY', end_id FROM SUPPORTED_BY WHERE start_id = $row_place
),
site AS (
  SELECT id AS site FROM Establishment
  WHERE $row_place = CASE split_part($row_place, '/', 1)
      WHEN 'region' THEN 'region/' || region
      WHEN 'academy' THEN 'academy/' || academy
      WHEN 'department' THEN 'department/' || department
      ELSE 'employment-zone/' || employment_zone
    END
  UNION SELECT end_id FROM member
  UNION SELECT p.start_id FROM PART_OF p JOIN member m ON m.end_id = p.end_id
),
offer AS (
  SELECT DISTINCT t.start_id, t.end_id, d.level
  FROM TEACHES t JOIN site s ON s.site = t.start_id JOIN Diploma d ON d.id = t.end_id
  JOIN BELONGS_TO b ON b.start_id = t.end_id AND b.end_id = $row_filiere
  WHERE $year IS NULL OR t.year = $year
),
shown AS (
  SELECT start_id, end_id FROM offer
  WHERE level = $row_level
    OR ($row_offers = 0 AND level IN (
      (SELECT max(level) FROM offer WHERE level < $row_level), (SELECT min(level) FROM offer WHERE level > $row_level)))
  ORDER BY start_id, end_id LIMIT 10
),
near AS (
  SELECT DISTINCT t.start_id, t.end_id FROM TEACHES t JOIN Diploma d ON d.id = t.end_id AND d.level = $row_level
  JOIN BELONGS_TO b ON b.start_id = t.end_id AND b.end_id = $row_filiere
  WHERE t.start_id = $row_nearest_establishment AND ($year IS NULL OR t.year = $year)
  ORDER BY t.end_id LIMIT 5
),
fact AS (SELECT * FROM shown UNION SELECT * FROM near)
SELECT start_id, 'TEACHES' AS relation, end_id FROM fact
UNION ALL SELECT DISTINCT end_id, 'BELONGS_TO', $row_filiere FROM fact
UNION ALL SELECT start_id, relation, end_id FROM (SELECT * FROM member ORDER BY end_id, relation LIMIT 20)
UNION ALL SELECT DISTINCT p.start_id, 'PART_OF', p.end_id FROM PART_OF p
JOIN member m ON m.end_id = p.end_id JOIN fact f ON f.start_id = p.start_id
UNION ALL SELECT id, NULL, NULL FROM Indicator WHERE subject = $row_place AND measure = 'membres'
UNION ALL SELECT $row_place, NULL, NULL;
