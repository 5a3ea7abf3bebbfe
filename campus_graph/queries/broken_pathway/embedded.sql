-- Problem: a path from CAP to bac+5 stops for want of an offer, of a continuation, or of data.
-- Solution: fetch what is offered per territory and the continuations; reachability is computed from them.

-- name: offered
WITH place AS (
  SELECT id, latitude, longitude, region, academy, department,
    CASE $scope
      WHEN 'region' THEN 'region/' || region
      WHEN 'academy' THEN 'academy/' || academy
      WHEN 'department' THEN 'department/' || department
      ELSE 'employment-zone/' || employment_zone
    END AS territory
  FROM Establishment
)
SELECT p.territory, t.end_id AS diploma, min(p.id) AS establishment
FROM TEACHES t
JOIN place p ON p.id = t.start_id
WHERE p.territory IS NOT NULL
  AND ($region IS NULL OR p.region = $region) AND ($academy IS NULL OR p.academy = $academy)
  AND ($department IS NULL OR p.department = $department)
  AND ($year IS NULL OR t.year = $year)
GROUP BY p.territory, t.end_id;

-- name: territories
SELECT id AS territory, label AS territory_label, latitude, longitude FROM Region WHERE $scope = 'region'
UNION ALL SELECT id, label, latitude, longitude FROM Academy WHERE $scope = 'academy'
UNION ALL SELECT id, label, latitude, longitude FROM Department WHERE $scope = 'department'
UNION ALL SELECT id, label, latitude, longitude FROM EmploymentZone WHERE $scope = 'employment-zone';

-- name: filieres
SELECT b.end_id AS filiere, f.label AS filiere_label, b.start_id AS diploma, d.label, d.level, d.open
FROM BELONGS_TO b
JOIN Diploma d ON d.id = b.start_id
JOIN Filiere f ON f.id = b.end_id
WHERE d.level IS NOT NULL AND ($filiere IS NULL OR f.code = $filiere)
ORDER BY filiere, diploma;

-- name: continuations
SELECT c.start_id, c.end_id, d.level AS end_level
FROM CONTINUES_TO c JOIN Diploma d ON d.id = c.end_id
WHERE d.level IS NOT NULL;

-- name: sites
SELECT DISTINCT t.end_id AS diploma, e.id, e.latitude, e.longitude
FROM TEACHES t JOIN Establishment e ON e.id = t.start_id JOIN Diploma d ON d.id = t.end_id
WHERE d.open AND d.level >= $level AND ($year IS NULL OR t.year = $year);
