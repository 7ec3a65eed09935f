-- name: next-visit
SELECT coalesce(max(visit), 0) + 1 FROM visit;

-- name: add-visit
INSERT INTO visit (
    visit, client, day, written_at, associate, looked_at, liked, category, for_client, for_whom, need_by, budget, note,
    operation
)
VALUES (
    $visit, $client, $on_day, $now, $associate, $looked_at, $liked, $category, $for_client, $for_whom, $need_by, $budget,
    $note, $operation
);

-- name: find-visit
SELECT
    visit_now.visit, visit_now.client, client_now.name, visit_now.day, visit_now.associate, looked_at, liked, category,
    for_client, for_whom, need_by, budget, visit_now.note, bought, follow_up, due, done_on
FROM visit_now
JOIN client_now USING (client)
LEFT JOIN follow_up ON follow_up.visit = visit_now.visit
WHERE visit_now.visit = $visit;

-- name: list-visits-of-client
SELECT
    visit_now.visit, visit_now.client, client_now.name, visit_now.day, visit_now.associate, looked_at, liked, category,
    for_client, for_whom, need_by, budget, visit_now.note, bought, follow_up, due, done_on
FROM visit_now
JOIN client_now USING (client)
LEFT JOIN follow_up ON follow_up.visit = visit_now.visit
WHERE visit_now.client = $client
ORDER BY visit_now.day DESC, visit_now.visit DESC;

-- name: list-visits
SELECT
    visit_now.visit, visit_now.client, client_now.name, visit_now.day, visit_now.associate, looked_at, liked, category,
    for_client, for_whom, need_by, budget, visit_now.note, bought, follow_up, due, done_on
FROM visit_now
JOIN client_now USING (client)
LEFT JOIN follow_up ON follow_up.visit = visit_now.visit
WHERE visit_now.day BETWEEN $first AND $last
ORDER BY visit_now.day DESC, visit_now.visit DESC;

-- name: remove-visits
DELETE FROM visit WHERE operation = $operation;
