-- name: next-wish
SELECT coalesce(max(wish), 0) + 1 FROM wish;

-- name: add-wish
INSERT INTO wish (
    wish, client, item, brand, category, most, for_client, for_whom, need_by, note, associate, made_on, source, operation
)
VALUES (
    $wish, $client, $item, $brand, $category, $most, $for_client, $for_whom, $need_by, $note, $associate, $made_on,
    $source, $operation
);

-- name: find-wish
SELECT
    wish, standing AS client, client_now.name, item, brand, category, most, for_client, for_whom, need_by, note, associate,
    made_on, done_on, done_why
FROM wish
JOIN client_standing USING (client)
JOIN client_now ON client_now.client = client_standing.standing
WHERE wish = $wish;

-- name: list-wishes
SELECT
    wish, standing AS client, client_now.name, item, brand, category, most, for_client, for_whom, need_by, note, associate,
    made_on, done_on, done_why
FROM wish
JOIN client_standing USING (client)
JOIN client_now ON client_now.client = client_standing.standing
WHERE ($client::INTEGER IS NULL OR standing = $client) AND ($with_done OR done_on IS NULL)
ORDER BY made_on DESC, wish DESC;

-- name: close-wish
UPDATE wish SET done_on = $done_on, done_why = $why, done_by = $operation WHERE wish = $wish;

-- name: remove-wishes
DELETE FROM wish WHERE operation = $operation;

-- name: reopen-wishes
UPDATE wish SET done_on = NULL, done_why = NULL, done_sale = NULL, done_by = NULL WHERE done_by = $operation;
