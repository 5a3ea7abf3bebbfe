-- Problem: campuses of one filière, or next to each other, do not know of each other.
-- Solution: fetch filières, zones and which departments an employment zone joins; pairs and groups are computed from them.

-- name: filieres
SELECT i.start_id AS campus, i.end_id AS filiere, f.label AS filiere_label
FROM IN_FILIERE i JOIN Filiere f ON f.id = i.end_id;

-- name: zones
SELECT DISTINCT c.start_id AS campus, w.start_id AS department
FROM COVERS c JOIN WITHIN w ON w.end_id = c.end_id
WHERE starts_with(w.start_id, 'department/') AND $between = 'territory'
UNION SELECT start_id, end_id FROM COVERS WHERE starts_with(end_id, 'department/') AND $between = 'territory';

-- name: straddled
WITH part AS (
  SELECT DISTINCT employment_zone, 'department/' || department AS department FROM Commune
  WHERE employment_zone IS NOT NULL AND department IS NOT NULL AND $between = 'territory'
)
SELECT DISTINCT a.department, b.department AS beside
FROM part a JOIN part b ON b.employment_zone = a.employment_zone AND b.department <> a.department;
