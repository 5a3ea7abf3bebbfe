-- Problem: between CAP and bac+5 a filière skips a level, and no list of offers shows what is not in it.
-- Solution: count offers per place, filière and level; the empty levels between are then judged, with the nearest offer.

-- name: taught
WITH spot AS (
  SELECT id AS site, CASE $scope
      WHEN 'region' THEN 'region/' || region
      WHEN 'academy' THEN 'academy/' || academy
      WHEN 'department' THEN 'department/' || department
      ELSE 'employment-zone/' || employment_zone
    END AS place
  FROM Establishment
  WHERE $scope <> 'campus' AND $campus IS NULL
    AND ($region IS NULL OR region = $region) AND ($academy IS NULL OR academy = $academy)
    AND ($department IS NULL OR department = $department)
),
member AS (
  SELECT start_id AS campus, end_id AS member FROM HAS_MEMBER
  WHERE ($scope = 'campus' OR $campus IS NOT NULL) AND coalesce(since, '') <= $as_of
    AND coalesce(until || CASE len(until) WHEN 4 THEN '-12-31' WHEN 7 THEN '-31' ELSE '' END, '9999') >= $as_of
  UNION SELECT start_id, end_id FROM SUPPORTED_BY WHERE $scope = 'campus' OR $campus IS NOT NULL
),
place AS (
  SELECT site, place FROM spot WHERE place IS NOT NULL
  UNION SELECT member, campus FROM member
  UNION SELECT p.start_id, m.campus FROM member m JOIN PART_OF p ON p.end_id = m.member
)
SELECT p.place, b.end_id AS filiere, d.level, count(*) AS offers, count(DISTINCT t.start_id) AS establishments
FROM (SELECT DISTINCT start_id, end_id, voie FROM TEACHES WHERE $year IS NULL OR year = $year) t
JOIN place p ON p.site = t.start_id
JOIN Diploma d ON d.id = t.end_id
JOIN BELONGS_TO b ON b.start_id = t.end_id
WHERE d.level BETWEEN 3 AND 8 AND ($filiere IS NULL OR b.end_id = 'filiere/' || $filiere)
GROUP BY ALL;

-- name: territories
SELECT DISTINCT t.id AS place, t.label AS place_label, t.latitude, t.longitude
FROM Establishment e
JOIN (
  SELECT id, label, latitude, longitude FROM Region WHERE $scope = 'region'
  UNION ALL SELECT id, label, latitude, longitude FROM Academy WHERE $scope = 'academy'
  UNION ALL SELECT id, label, latitude, longitude FROM Department WHERE $scope = 'department'
  UNION ALL SELECT id, label, latitude, longitude FROM EmploymentZone WHERE $scope = 'employment-zone'
) t ON t.id = CASE $scope
    WHEN 'region' THEN 'region/' || e.region
    WHEN 'academy' THEN 'academy/' || e.academy
    WHEN 'department' THEN 'department/' || e.department
    ELSE 'employment-zone/' || e.employment_zone
  END
WHERE $campus IS NULL AND ($region IS NULL OR e.region = $region) AND ($academy IS NULL OR e.academy = $academy)
  AND ($department IS NULL OR e.department = $department);

-- name: members
SELECT m.start_id AS campus, m.end_id AS member, m.since, m.until, t.start_id IS NOT NULL OR e.id IS NULL AS told
FROM (
  SELECT start_id, end_id, since, until FROM HAS_MEMBER
  UNION ALL SELECT start_id, end_id, NULL, NULL FROM SUPPORTED_BY
) m
LEFT JOIN Establishment e ON e.id = m.end_id
LEFT JOIN (
  SELECT start_id FROM TEACHES UNION SELECT p.end_id FROM PART_OF p JOIN TEACHES t ON t.start_id = p.start_id
) t ON t.start_id = m.end_id
WHERE $scope = 'campus' OR $campus IS NOT NULL;

-- name: seats
SELECT id AS place, latitude, longitude FROM Campus WHERE $scope = 'campus' OR $campus IS NOT NULL;

-- name: filieres
SELECT id AS filiere, label AS filiere_label FROM Filiere WHERE $filiere IS NULL OR code = $filiere;

-- name: national
SELECT b.end_id AS filiere, d.level, count(DISTINCT d.id) FILTER (d.open) AS open,
  count(DISTINCT d.id) FILTER (d.open AND t.end_id IS NOT NULL) AS known, bool_or(t.end_id IS NOT NULL) AS anywhere
FROM BELONGS_TO b
JOIN Diploma d ON d.id = b.start_id
LEFT JOIN (SELECT DISTINCT end_id FROM TEACHES WHERE $year IS NULL OR year = $year) t ON t.end_id = d.id
WHERE d.level BETWEEN 3 AND 8 AND ($filiere IS NULL OR b.end_id = 'filiere/' || $filiere)
GROUP BY ALL;

-- name: sites
SELECT o.filiere, o.level, e.id, e.latitude, e.longitude
FROM (
  SELECT DISTINCT b.end_id AS filiere, d.level, t.start_id AS site
  FROM TEACHES t
  JOIN Diploma d ON d.id = t.end_id
  JOIN BELONGS_TO b ON b.start_id = t.end_id
  WHERE d.level BETWEEN 4 AND 8 AND ($year IS NULL OR t.year = $year) AND ($filiere IS NULL OR b.end_id = 'filiere/' || $filiere)
) o
JOIN Establishment e ON e.id = o.site
WHERE e.latitude IS NOT NULL;
