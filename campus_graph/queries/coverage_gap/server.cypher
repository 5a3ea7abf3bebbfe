// Problem: a filière is taught in a territory, yet no campus federates it there.
// Solution: set the supply of each filière and territory against the campuses whose label holds.
// Supply and campuses are gathered as rows of one union and joined by grouping: no pairwise matching.

// name: rows
MATCH (e:Establishment)
WITH DISTINCT e.region AS region, e.academy AS academy, e.department AS department,
  CASE $scope
    WHEN 'region' THEN 'region/' + e.region
    WHEN 'academy' THEN 'academy/' + e.academy
    WHEN 'department' THEN 'department/' + e.department
    ELSE 'employment-zone/' + e.employment_zone
  END AS territory
WHERE territory IS NOT NULL
WITH collect({territory: territory, region: region, academy: academy, department: department}) AS parts
// What each region counts, and how many of its labelled campuses are described.
CALL (parts) {
  MATCH (k:Campus)-[:AWARDED]->(l:Label)
  WHERE coalesce(l.issued_year, $as_of_year) <= $as_of_year
  WITH DISTINCT parts, k
  MATCH (k)-[:COVERS]->(z)
  UNWIND parts AS p
  WITH DISTINCT k, z, p.region AS region, p.academy AS academy, p.department AS department
  WHERE z.id = 'region/' + region OR z.id = 'academy/' + academy OR z.id = 'department/' + department
  WITH DISTINCT k, region
  WITH region, coalesce('campus/' + k.possible_duplicate_of, k.id) AS who, k.id AS campus,
    CASE WHEN EXISTS { (k)-[:IN_FILIERE]->() } THEN null ELSE k.id END AS unfiled
  WITH region, count(DISTINCT who) AS known, count(DISTINCT unfiled) AS unfiled
  RETURN collect({region: region, known: known, unfiled: unfiled}) AS described
}
CALL () {
  MATCH (i:Indicator {measure: 'campus labellisés'})
  WHERE i.year >= $as_of_year - $max_count_age AND i.year <= $as_of_year
    AND i.period IS NOT NULL AND i.value IS NOT NULL
  WITH i ORDER BY i.period DESC, i.value DESC
  WITH i.subject AS subject, collect(i)[0] AS last
  OPTIONAL MATCH (n:Indicator {subject: subject, measure: 'campus nouvellement labellisés'})
  WHERE n.year <= $as_of_year AND n.period > last.period
  WITH subject, last.value AS value, coalesce(sum(n.value), 0) AS later
  RETURN collect({region: subject, value: value + later}) AS stated
}
CALL (parts, described, stated) {
  UNWIND parts AS p
  WITH DISTINCT p.territory AS territory, p.region AS region, described, stated
  WITH territory,
    [d IN described WHERE d.region = region][0] AS d,
    [s IN stated WHERE s.region = 'region/' + region][0].value AS value
  WITH territory,
    sum(CASE WHEN value IS NULL THEN 1 ELSE 0 END) AS uncounted,
    sum(CASE WHEN value < d.known THEN 1 ELSE 0 END) AS outdated,
    sum(CASE WHEN coalesce(value, 0) > coalesce(d.known, 0) THEN coalesce(value, 0) - coalesce(d.known, 0) ELSE 0 END
      + coalesce(d.unfiled, 0)) AS undescribed
  RETURN collect({territory: territory, uncounted: uncounted, outdated: outdated, undescribed: toInteger(undescribed)})
    AS complete
}
CALL (parts) {
  UNWIND parts AS p
  WITH p WHERE ($region IS NULL OR p.region = $region) AND ($academy IS NULL OR p.academy = $academy)
    AND ($department IS NULL OR p.department = $department)
  RETURN collect(DISTINCT p.territory) AS wanted
}
// One row per filière, holding its places; lists are kept out of the grouping keys.
CALL (parts, wanted) {
  CALL (parts, wanted) {
    MATCH (e:Establishment)-[t:TEACHES]->(d:Diploma)-[:BELONGS_TO]->(f:Filiere)
    WHERE $year IS NULL OR t.year = $year
    WITH f.id AS filiere, e, d, t.voie AS voie,
      CASE $scope
        WHEN 'region' THEN 'region/' + e.region
        WHEN 'academy' THEN 'academy/' + e.academy
        WHEN 'department' THEN 'department/' + e.department
        ELSE 'employment-zone/' + e.employment_zone
      END AS territory
    WHERE territory IS NOT NULL
    WITH DISTINCT filiere, territory, e, d, voie
    RETURN filiere, territory, count(DISTINCT e) AS establishments, count(*) AS offers, null AS campus,
      false AS holds, false AS on_site
    UNION ALL
    MATCH (k:Campus)-[:AWARDED]->(l:Label)
    WHERE coalesce(l.issued_year, $as_of_year) <= $as_of_year
    WITH k, max(CASE WHEN coalesce(l.expiry_year, $as_of_year) >= $as_of_year THEN 1 ELSE 0 END) = 1 AS holds
    MATCH (k)-[:IN_FILIERE]->(f:Filiere)
    CALL (parts, k) {
      MATCH (k)-[:COVERS]->(z)
      UNWIND parts AS p
      WITH z, p WHERE z.id = 'region/' + p.region OR z.id = 'academy/' + p.academy OR z.id = 'department/' + p.department
      RETURN p.territory AS territory, 0 AS on_site
      UNION
      MATCH (k)-[r:HAS_MEMBER|SUPPORTED_BY|LOCATED_IN]->(s:Establishment|Commune)
      WHERE (r.since IS NULL OR r.since <= left($as_of, size(r.since)))
        AND (r.until IS NULL OR r.until >= left($as_of, size(r.until)))
      RETURN CASE $scope
          WHEN 'region' THEN 'region/' + s.region
          WHEN 'academy' THEN 'academy/' + s.academy
          WHEN 'department' THEN 'department/' + s.department
          ELSE 'employment-zone/' + s.employment_zone
        END AS territory, 1 AS on_site
    }
    WITH f, k, holds, territory, max(on_site) = 1 AS on_site WHERE territory IS NOT NULL
    RETURN f.id AS filiere, territory, 0 AS establishments, 0 AS offers, k.id AS campus, holds, on_site
    UNION ALL
    MATCH (f:Filiere)
    UNWIND wanted AS territory
    RETURN f.id AS filiere, territory, 0 AS establishments, 0 AS offers, null AS campus, false AS holds, false AS on_site
  }
  WITH filiere, territory, sum(establishments) AS establishments, sum(offers) AS offers,
    collect(CASE WHEN campus IS NULL THEN null ELSE {id: campus, holds: holds, on_site: on_site} END) AS near
  WITH filiere, collect({territory: territory, establishments: establishments, offers: offers, near: near}) AS places,
    sum(offers) AS national_offers
  RETURN filiere, places, national_offers
}
MATCH (f:Filiere {id: filiere})
WHERE $filiere IS NULL OR f.code = $filiere
UNWIND places AS p
WITH f, p, national_offers, [c IN complete WHERE c.territory = p.territory][0] AS c WHERE p.territory IN wanted
MATCH (n:Entity {id: p.territory})
WITH f, n, p, national_offers, c,
  COLLECT { UNWIND p.near AS k WITH k WHERE k.holds AND k.on_site RETURN k.id ORDER BY k.id } AS on_site,
  COLLECT { UNWIND p.near AS k WITH k WHERE k.holds AND NOT k.on_site RETURN k.id ORDER BY k.id } AS on_paper,
  COLLECT { UNWIND p.near AS k WITH k WHERE NOT k.holds RETURN k.id ORDER BY k.id } AS lapsed
RETURN f.id AS filiere, f.label AS filiere_label, n.id AS territory, n.label AS territory_label, n.latitude AS latitude,
  n.longitude AS longitude, p.establishments AS establishments, p.offers AS offers, national_offers,
  on_site, on_paper, lapsed, c.uncounted AS uncounted, c.outdated AS outdated, c.undescribed AS undescribed,
  CASE
    WHEN size(on_site) > 0 THEN 'covered'
    WHEN size(on_paper) > 0 THEN 'covered-on-paper'
    WHEN p.offers < $min_offers THEN 'no-need'
    WHEN size(lapsed) > 0 THEN 'unknown'
    WHEN $described = 'assumed' OR c.uncounted + c.outdated + c.undescribed = 0 THEN 'gap'
    ELSE 'unknown'
  END AS verdict
ORDER BY filiere, territory;

// name: seats
MATCH (l:Label)<-[:AWARDED]-(k:Campus)-[:IN_FILIERE]->(f:Filiere)
WHERE coalesce(l.issued_year, $as_of_year) <= $as_of_year AND coalesce(l.expiry_year, $as_of_year) >= $as_of_year
  AND k.latitude IS NOT NULL
RETURN DISTINCT k.id AS id, f.id AS filiere, k.latitude AS latitude, k.longitude AS longitude
ORDER BY id, filiere;
