-- Problem: labels expire and steps are due, yet nobody sees which ones in time.
-- Solution: fetch labels, steps, who directs and who belongs; dates are judged in one place for all stores.

-- name: steps
SELECT h.start_id AS award, s.id AS step, s.label AS step_label, s.kind, s.due, s.done, s.outcome
FROM HAS_STEP h JOIN LabelStep s ON s.id = h.end_id;

-- name: directors
SELECT start_id AS campus, status, since, until FROM STEERED_BY WHERE end_id = 'steering/operational-director';

-- name: higher
SELECT m.start_id AS campus, m.end_id AS member, m.since, m.until
FROM (
  SELECT start_id, end_id, since, until FROM HAS_MEMBER
  UNION ALL SELECT start_id, end_id, NULL, NULL FROM SUPPORTED_BY
) m
JOIN Establishment e ON e.id = m.end_id
WHERE e.category IN ('universite', 'iut', 'ecole-ingenieurs', 'ecole', 'superieur');
