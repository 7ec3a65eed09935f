-- name: next-wish
SELECT coalesce(max(wish), 0) + 1 FROM wish;

-- name: add-wish
INSERT INTO wish (
    wish, client, item, brand, category, most, for_client, for_whom, need_by, note, associate, made_on, source, content,
    operation
)
VALUES (
    $wish, $client, $item, $brand, $category, $most, $for_client, $for_whom, $need_by, $note, $associate, $made_on,
    $source, $content, $operation
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

-- name: count-content
SELECT count(*) FROM wish WHERE content = $content;

-- name: count-open
SELECT count(*) FROM wish WHERE done_on IS NULL;

-- name: meet-sold
UPDATE wish SET
    done_on = met.day, done_why = concat('bought: ', met.item), done_sale = met.sale, done_by = $operation
FROM (
    SELECT wish_open.wish, min(sale_now.day) AS day, arg_min(sale_line.item, sale_now.day) AS item,
        arg_min(sale_now.sale, sale_now.day) AS sale
    FROM wish_open
    JOIN sale_now ON sale_now.client = wish_open.client AND sale_now.day >= wish_open.made_on AND sale_now.kind = 'sale'
    JOIN sale_line ON sale_line.sale = sale_now.sale AND sale_line.kind = 'merchandise' AND sale_line.net > 0
    WHERE meets(wish_open.item, wish_open.brand, wish_open.category, sale_line.item, sale_line.brand, sale_line.category)
    GROUP BY wish_open.wish
) AS met
WHERE met.wish = wish.wish;
