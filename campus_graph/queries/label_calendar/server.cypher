// Problem: labels expire and steps are due, yet nobody sees which ones in time.
// Solution: fetch labels, steps, who directs and who belongs; dates are judged in one place for all stores.

// name: steps
MATCH (l:Label)-[:HAS_STEP]->(s:LabelStep)
RETURN l.id AS award, s.id AS step, s.label AS step_label, s.kind AS kind, s.due AS due, s.done AS done,
  s.outcome AS outcome;

// name: directors
MATCH (k:Campus)-[s:STEERED_BY]->(:SteeringFunction {code: 'operational-director'})
RETURN k.id AS campus, s.status AS status, s.since AS since, s.until AS until;

// name: higher
MATCH (k:Campus)-[m:HAS_MEMBER|SUPPORTED_BY]->(e:Establishment)
WHERE e.category IN ['universite', 'iut', 'ecole-ingenieurs', 'ecole', 'superieur']
RETURN k.id AS campus, e.id AS member, m.since AS since, m.until AS until;
