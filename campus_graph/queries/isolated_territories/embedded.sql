-- Problem: some territories have no training of a filière within reach, and nobody sees them on a list of schools.
-- Solution: fetch the territories, the offers of the level with their places, and where people live; distances follow.

-- name: filieres
SELECT id AS filiere, label AS filiere_label FROM Filiere WHERE $filiere IS NULL OR code = $filiere;

-- name: territories
-- A further zoning of communes (mountain, priority districts …) is one more line of the CASE, and a choice of the scope.
WITH people AS (
  SELECT id, code, label, latitude, longitude, population, employment_zone,
    CASE $scope
      WHEN 'frr' THEN CASE WHEN contains(rurality_zoning, 'FRR') THEN rurality_zoning END
    END AS zoning,
    ($region IS NULL OR region = $region) AND ($academy IS NULL OR academy = $academy)
      AND ($department IS NULL OR department = $department) AS wanted
  FROM Commune
),
own AS (SELECT DISTINCT commune FROM Establishment WHERE position = 'published')
SELECT z.id AS territory, z.label AS territory_label, NULL AS zoning, NULL AS position,
  z.latitude, z.longitude, sum(p.population)::BIGINT AS population, z.code AS place
FROM EmploymentZone z LEFT JOIN people p ON p.employment_zone = z.code
WHERE $scope = 'employment-zone'
GROUP BY ALL
HAVING bool_or(p.wanted) OR ($region IS NULL AND $academy IS NULL AND $department IS NULL)
UNION ALL
SELECT p.id, p.label, p.zoning,
  CASE WHEN p.latitude IS NULL THEN NULL WHEN o.commune IS NULL THEN 'intercommunality' ELSE 'commune' END,
  p.latitude, p.longitude, p.population, p.code
FROM people p LEFT JOIN own o ON o.commune = p.code
WHERE p.zoning IS NOT NULL AND p.wanted;

-- name: people
SELECT employment_zone, department, latitude, longitude, sum(population)::BIGINT AS population
FROM Commune GROUP BY ALL;

-- name: offers
WITH yearly AS (
  SELECT t.start_id, t.end_id, t.voie, t.year, sum(t.capacity)::BIGINT AS capacity,
    bool_and(t.rule = 'presumed-speciality') AS presumed
  FROM TEACHES t JOIN Diploma d ON d.id = t.end_id
  WHERE d.open AND d.level = $level
  GROUP BY ALL
),
offer AS (
  SELECT start_id, end_id, voie, arg_max(capacity, year) AS capacity, bool_and(presumed) AS presumed
  FROM yearly GROUP BY ALL
)
SELECT b.end_id AS filiere, e.id, e.department, e.latitude, e.longitude,
  CASE $scope WHEN 'employment-zone' THEN e.employment_zone ELSE e.commune END AS place,
  count(*) AS offers, coalesce(sum(o.capacity), 0)::BIGINT AS seats,
  count(*) FILTER (o.capacity IS NULL) AS uncounted, bool_and(o.presumed) AS presumed
FROM offer o
JOIN BELONGS_TO b ON b.start_id = o.end_id
JOIN Filiere f ON f.id = b.end_id
JOIN Establishment e ON e.id = o.start_id
WHERE $filiere IS NULL OR f.code = $filiere
GROUP BY ALL;
