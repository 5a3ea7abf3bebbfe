-- Evidence, by section: the award and its step; the membership; some offers; some indicators; for a finding, the members
-- on which it rests; for a neighbour, the filière and the actors in common.
WITH actor AS (
  SELECT start_id, 'HAS_MEMBER' AS relation, end_id FROM HAS_MEMBER
  UNION SELECT start_id, 'SUPPORTED_BY', end_id FROM SUPPORTED_BY
  UNION SELECT start_id, 'PARTNERS_WITH', end_id FROM PARTNERS_WITH
),
mine AS (SELECT relation, end_id FROM actor WHERE start_id = $row_campus),
step AS (SELECT h.start_id, h.end_id FROM HAS_STEP h JOIN AWARDED a ON a.end_id = h.start_id
  WHERE a.start_id = $row_campus AND h.end_id = $row_item),
taught AS (
  SELECT DISTINCT t.start_id, t.end_id FROM TEACHES t JOIN Diploma d ON d.id = t.end_id
  WHERE $row_section = 'offers' AND 'level/' || d.level = $row_item AND t.rule <> 'presumed-speciality'
    AND t.start_id IN (SELECT end_id FROM mine)
  ORDER BY t.start_id, t.end_id LIMIT 10
),
learning AS (
  SELECT DISTINCT o.start_id, o.end_id FROM OFFERS o
  WHERE $row_section = 'learners' AND o.start_id IN (SELECT end_id FROM mine)
    AND ((o.voie || '/enrolled' = $row_item AND o.enrolled IS NOT NULL)
      OR (o.voie || '/capacity' = $row_item AND o.capacity IS NOT NULL))
  ORDER BY o.start_id, o.end_id LIMIT 10
)
SELECT start_id, 'AWARDED' AS relation, end_id FROM AWARDED
WHERE $row_section = 'labels' AND start_id = $row_campus
  AND (end_id = $row_item OR end_id IN (SELECT start_id FROM step))
UNION ALL SELECT start_id, 'HAS_STEP', end_id FROM step WHERE $row_section = 'labels'
UNION ALL SELECT $row_campus, relation, end_id FROM mine
WHERE $row_section IN ('support', 'members', 'partners') AND end_id = $row_item
UNION ALL SELECT start_id, 'TEACHES', end_id FROM taught
UNION ALL SELECT start_id, 'OFFERS', end_id FROM learning
UNION ALL SELECT id, NULL, NULL FROM (
  SELECT id FROM Indicator
  WHERE $row_section = 'indicators' AND measure = $row_item
    AND (subject = $row_campus OR subject IN (SELECT end_id FROM mine))
  ORDER BY year DESC NULLS LAST, id LIMIT 10
)
UNION ALL SELECT * FROM (
  SELECT $row_campus, relation, end_id FROM mine
  WHERE $row_section = 'findings' AND starts_with(end_id, 'establishment/')
  ORDER BY relation, end_id LIMIT 20
)
UNION ALL SELECT a.start_id, a.relation, a.end_id FROM actor a
WHERE $row_section = 'neighbours' AND a.start_id IN ($row_campus, $row_item)
  AND a.end_id IN (SELECT m.end_id FROM mine m JOIN actor b ON b.end_id = m.end_id AND b.start_id = $row_item)
UNION ALL SELECT i.start_id, 'IN_FILIERE', i.end_id FROM IN_FILIERE i
WHERE $row_section = 'neighbours' AND i.start_id IN ($row_campus, $row_item)
  AND i.end_id IN (SELECT a.end_id FROM IN_FILIERE a JOIN IN_FILIERE b ON b.end_id = a.end_id
    WHERE a.start_id = $row_campus AND b.start_id = $row_item)
UNION ALL SELECT $row_campus, NULL, NULL WHERE $row_item IS NULL OR $row_section = 'findings';
