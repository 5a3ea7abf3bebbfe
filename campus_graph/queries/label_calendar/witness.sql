-- Evidence: the label and the others of the campus, its steps, what is known of its operational director.
SELECT start_id, 'AWARDED' AS relation, end_id FROM AWARDED WHERE start_id = $row_campus
UNION ALL SELECT start_id, 'HAS_STEP', end_id FROM HAS_STEP WHERE start_id = $row_award
UNION ALL SELECT start_id, 'STEERED_BY', end_id FROM STEERED_BY
WHERE start_id = $row_campus AND end_id = 'steering/operational-director'
UNION ALL SELECT end_id, NULL, NULL FROM HAS_STEP WHERE start_id = $row_award
UNION ALL SELECT $row_award, NULL, NULL;
