-- Problem: a filière is taught in a territory, yet no campus federates it there.
-- Solution: set the supply of each filière and territory against the campuses whose label holds.

-- name: rows
WITH place AS (
  SELECT id, region, academy, department, employment_zone,
    CASE $scope
      WHEN 'region' THEN 'region/' || region
      WHEN 'academy' THEN 'academy/' || academy
      WHEN 'department' THEN 'department/' || department
      ELSE 'employment-zone/' || employment_zone
    END AS territory
  FROM Establishment
),
named AS (
  SELECT id, label, latitude, longitude FROM Region
  UNION ALL SELECT id, label, latitude, longitude FROM Academy
  UNION ALL SELECT id, label, latitude, longitude FROM Department
  UNION ALL SELECT id, label, latitude, longitude FROM EmploymentZone
),
parts AS (
  SELECT DISTINCT territory, region, academy, department, employment_zone FROM place WHERE territory IS NOT NULL
),
wanted AS (
  SELECT DISTINCT territory FROM parts
  WHERE ($region IS NULL OR region = $region) AND ($academy IS NULL OR academy = $academy)
    AND ($department IS NULL OR department = $department)
),
taught AS (
  SELECT b.end_id AS filiere, p.territory,
    count(DISTINCT o.start_id) AS establishments,
    count(*) AS offers
  FROM (SELECT DISTINCT start_id, end_id, voie FROM TEACHES WHERE $year IS NULL OR year = $year) o
  JOIN BELONGS_TO b ON b.start_id = o.end_id
  JOIN place p ON p.id = o.start_id
  WHERE p.territory IS NOT NULL
  GROUP BY ALL
),
national AS (SELECT filiere, sum(offers)::BIGINT AS offers FROM taught GROUP BY filiere),
held AS (
  SELECT a.start_id AS campus,
    bool_or(coalesce(l.expiry_year, $as_of_year) >= $as_of_year) AS holds
  FROM AWARDED a JOIN Label l ON l.id = a.end_id
  WHERE coalesce(l.issued_year, $as_of_year) <= $as_of_year
  GROUP BY a.start_id
),
over AS (
  SELECT DISTINCT c.start_id AS campus, p.territory, p.region
  FROM COVERS c JOIN parts p
    ON c.end_id = 'region/' || p.region OR c.end_id = 'academy/' || p.academy OR c.end_id = 'department/' || p.department
),
site AS (
  SELECT m.start_id AS campus, p.territory
  FROM (
    SELECT start_id, end_id FROM HAS_MEMBER
    WHERE (since IS NULL OR since <= left($as_of, length(since))) AND (until IS NULL OR until >= left($as_of, length(until)))
    UNION SELECT start_id, end_id FROM SUPPORTED_BY
  ) m
  JOIN place p ON p.id = m.end_id
  UNION
  SELECT l.start_id, CASE $scope
      WHEN 'region' THEN 'region/' || c.region
      WHEN 'academy' THEN 'academy/' || c.academy
      WHEN 'department' THEN 'department/' || c.department
      ELSE 'employment-zone/' || c.employment_zone
    END
  FROM LOCATED_IN l JOIN Commune c ON c.id = l.end_id JOIN Campus k ON k.id = l.start_id
),
near AS (
  SELECT f.end_id AS filiere, t.territory, h.campus, h.holds, bool_or(t.on_site) AS on_site
  FROM (
    SELECT campus, territory, true AS on_site FROM site
    UNION ALL SELECT campus, territory, false FROM over
  ) t
  JOIN held h ON h.campus = t.campus
  JOIN IN_FILIERE f ON f.start_id = t.campus
  GROUP BY ALL
),
present AS (
  SELECT filiere, territory,
    coalesce(list(campus ORDER BY campus) FILTER (holds AND on_site), []) AS on_site,
    coalesce(list(campus ORDER BY campus) FILTER (holds AND NOT on_site), []) AS on_paper,
    coalesce(list(campus ORDER BY campus) FILTER (NOT holds), []) AS lapsed
  FROM near GROUP BY ALL
),
counted AS (
  SELECT subject, period, max(value) AS value
  FROM Indicator
  WHERE measure = 'campus labellisés' AND year BETWEEN $as_of_year - $max_count_age AND $as_of_year
    AND period IS NOT NULL AND value IS NOT NULL
  GROUP BY subject, period
  QUALIFY row_number() OVER (PARTITION BY subject ORDER BY period DESC) = 1
),
stated AS (
  SELECT r.id AS region, any_value(c.value) + coalesce(sum(later.value), 0) AS value
  FROM Region r
  JOIN counted c ON c.subject = r.id
  LEFT JOIN Indicator later ON later.subject = r.id AND later.measure = 'campus nouvellement labellisés'
    AND later.year <= $as_of_year AND later.period > c.period
  GROUP BY r.id
),
described AS (
  SELECT 'region/' || o.region AS region,
    count(DISTINCT coalesce('campus/' || k.possible_duplicate_of, k.id)) AS known,
    count(DISTINCT k.id) FILTER (f.start_id IS NULL) AS unfiled
  FROM over o
  JOIN Campus k ON k.id = o.campus
  JOIN held h ON h.campus = k.id
  LEFT JOIN IN_FILIERE f ON f.start_id = k.id
  GROUP BY o.region
),
complete AS (
  SELECT p.territory,
    count(*) FILTER (s.value IS NULL) AS uncounted,
    count(*) FILTER (s.value < d.known) AS outdated,
    sum(greatest(coalesce(s.value, 0) - coalesce(d.known, 0), 0) + coalesce(d.unfiled, 0))::BIGINT AS undescribed
  FROM (SELECT DISTINCT territory, region FROM parts) p
  LEFT JOIN stated s ON s.region = 'region/' || p.region
  LEFT JOIN described d ON d.region = 'region/' || p.region
  GROUP BY p.territory
)
SELECT f.id AS filiere, f.label AS filiere_label, w.territory, n.label AS territory_label, n.latitude, n.longitude,
  coalesce(t.establishments, 0) AS establishments, coalesce(t.offers, 0) AS offers,
  coalesce(a.offers, 0) AS national_offers,
  coalesce(p.on_site, []) AS on_site, coalesce(p.on_paper, []) AS on_paper, coalesce(p.lapsed, []) AS lapsed,
  c.uncounted, c.outdated, c.undescribed,
  CASE
    WHEN len(p.on_site) > 0 THEN 'covered'
    WHEN len(p.on_paper) > 0 THEN 'covered-on-paper'
    WHEN coalesce(t.offers, 0) < $min_offers THEN 'no-need'
    WHEN len(p.lapsed) > 0 THEN 'unknown'
    WHEN $described = 'assumed' OR c.uncounted + c.outdated + c.undescribed = 0 THEN 'gap'
    ELSE 'unknown'
  END AS verdict
FROM Filiere f
CROSS JOIN wanted w
JOIN named n ON n.id = w.territory
JOIN complete c ON c.territory = w.territory
LEFT JOIN taught t ON t.filiere = f.id AND t.territory = w.territory
LEFT JOIN national a ON a.filiere = f.id
LEFT JOIN present p ON p.filiere = f.id AND p.territory = w.territory
WHERE $filiere IS NULL OR f.code = $filiere
ORDER BY f.id, w.territory;

-- name: seats
SELECT DISTINCT k.id, f.end_id AS filiere, k.latitude, k.longitude
FROM Campus k
JOIN IN_FILIERE f ON f.start_id = k.id
JOIN AWARDED a ON a.start_id = k.id
JOIN Label l ON l.id = a.end_id
WHERE coalesce(l.issued_year, $as_of_year) <= $as_of_year AND coalesce(l.expiry_year, $as_of_year) >= $as_of_year AND k.latitude IS NOT NULL
ORDER BY k.id, filiere;
