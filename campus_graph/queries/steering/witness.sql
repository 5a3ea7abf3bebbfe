-- Evidence: what is said of the function; the co-pilots and funders; the priorities, the campuses that answer them
-- and the counts of campuses of the region.
WITH named AS (
  SELECT start_id, end_id FROM PRIORITISES
  WHERE start_id = $row_subject AND (end_id = $row_filiere
    OR end_id IN (SELECT start_id FROM BELONGS_TO WHERE end_id = $row_filiere))
  GROUP BY ALL ORDER BY end_id LIMIT 10
)
SELECT start_id, 'STEERED_BY' AS relation, end_id FROM STEERED_BY
WHERE start_id = $row_subject AND (end_id = 'steering/' || $row_need OR list_contains($row_holders::VARCHAR[], end_id))
UNION ALL SELECT DISTINCT start_id, 'PARTNERS_WITH', end_id FROM PARTNERS_WITH
WHERE start_id = $row_subject AND list_contains($row_holders::VARCHAR[], end_id)
UNION ALL SELECT DISTINCT start_id, 'HAS_MEMBER', end_id FROM HAS_MEMBER
WHERE start_id = $row_subject AND list_contains($row_holders::VARCHAR[], end_id)
UNION ALL SELECT start_id, 'PRIORITISES', end_id FROM named
UNION ALL SELECT b.start_id, 'BELONGS_TO', b.end_id FROM BELONGS_TO b JOIN named n ON n.end_id = b.start_id
WHERE b.end_id = $row_filiere
UNION ALL SELECT start_id, 'IN_FILIERE', end_id FROM IN_FILIERE
WHERE list_contains($row_holders::VARCHAR[], start_id) AND end_id = $row_filiere
UNION ALL SELECT start_id, 'AWARDED', end_id FROM AWARDED WHERE list_contains($row_holders::VARCHAR[], start_id)
UNION ALL SELECT id, NULL, NULL FROM Indicator
WHERE $row_filiere IS NOT NULL AND subject = $row_subject
  AND measure IN ('campus labellisés', 'campus nouvellement labellisés')
UNION ALL SELECT $row_subject, NULL, NULL;
