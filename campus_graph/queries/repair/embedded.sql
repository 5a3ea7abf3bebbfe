-- Problem: paths break and diplomas have no way on; which few new offers would mend most of that?
-- Solution: fetch who teaches what where, and the continuations; gaps, promises and the smallest plan follow from them.

-- name: teaching
SELECT DISTINCT t.start_id AS establishment, t.end_id AS diploma,
  CASE $scope
    WHEN 'region' THEN 'region/' || e.region
    WHEN 'academy' THEN 'academy/' || e.academy
    WHEN 'department' THEN 'department/' || e.department
    ELSE 'employment-zone/' || e.employment_zone
  END AS territory,
  CASE $continuation_scope
    WHEN 'establishment' THEN e.id
    WHEN 'commune' THEN e.commune
    WHEN 'employment-zone' THEN e.employment_zone
    WHEN 'department' THEN e.department
    WHEN 'academy' THEN e.academy
    ELSE e.region
  END AS place,
  coalesce(($region IS NULL OR e.region = $region) AND ($academy IS NULL OR e.academy = $academy)
    AND ($department IS NULL OR e.department = $department), false) AS mine
FROM TEACHES t JOIN Establishment e ON e.id = t.start_id;

-- name: starts
SELECT t.start_id AS establishment, t.end_id AS diploma, t.voie, bool_and(t.rule = 'presumed-speciality') AS presumed
FROM TEACHES t JOIN Diploma d ON d.id = t.end_id
WHERE d.open AND d.level = $from_level
  AND ($filiere IS NULL OR t.end_id IN (SELECT start_id FROM BELONGS_TO WHERE end_id = 'filiere/' || $filiere))
GROUP BY t.start_id, t.end_id, t.voie;

-- name: diplomas
SELECT id AS diploma, label, level, id IN (SELECT start_id FROM SPECIALISES) AS common
FROM Diploma WHERE open AND level IS NOT NULL;

-- name: continuations
SELECT c.start_id, c.end_id, d.level AS end_level
FROM CONTINUES_TO c JOIN Diploma d ON d.id = c.end_id;

-- name: filieres
SELECT b.end_id AS filiere, f.label AS filiere_label, b.start_id AS diploma, d.label, d.level, d.open,
  $filiere IS NULL OR f.code = $filiere AS wanted
FROM BELONGS_TO b
JOIN Diploma d ON d.id = b.start_id
JOIN Filiere f ON f.id = b.end_id
WHERE d.level IS NOT NULL;

-- name: territories
SELECT id AS territory, label AS territory_label, latitude, longitude FROM Region WHERE $scope = 'region'
UNION ALL SELECT id, label, latitude, longitude FROM Academy WHERE $scope = 'academy'
UNION ALL SELECT id, label, latitude, longitude FROM Department WHERE $scope = 'department'
UNION ALL SELECT id, label, latitude, longitude FROM EmploymentZone WHERE $scope = 'employment-zone';

-- name: establishments
SELECT id AS establishment, label AS establishment_label FROM Establishment;
