-- name: list-surprises
SELECT DISTINCT
    secret.client, secret.channel, kept_from, giver, client_now.name AS giver_name, item, brand, until, note
FROM surprises($on_day) AS secret
JOIN client_now ON client_now.client = secret.giver
WHERE list_contains($clients::INTEGER[], secret.client)
ORDER BY secret.client, until, item;

-- name: next-gift
SELECT coalesce(max(gift), 0) + 1 FROM gift;

-- name: add-gift
INSERT INTO gift (gift, client, other, name, sale, line, item, until, note, made_on, operation)
VALUES ($gift, $client, $other, $name, $sale, $line, $item, $until, $note, $made_on, $operation);

-- name: find-last-bought
SELECT sale_line.sale, line, item
FROM sale_line JOIN sale_now USING (sale)
WHERE client = $client AND day <= $today AND sale_now.kind = 'sale' AND sale_line.kind = 'merchandise'
  AND len(list_filter(
      $words::VARCHAR[], lambda word: contains(lower(strip_accents(concat_ws(' ', brand, item, variant, category))), word)
  )) = len($words::VARCHAR[])
ORDER BY day DESC, sale_line.net DESC, line
LIMIT 1;

-- name: list-gifts
SELECT
    gift, mine.standing AS client, theirs.standing AS other, coalesce(client_now.name, gift.name) AS name,
    coalesce(gift.item, sale_line.item) AS item, until, note
FROM gift
JOIN client_standing AS mine ON mine.client = gift.client
LEFT JOIN client_standing AS theirs ON theirs.client = gift.other
LEFT JOIN client_now ON client_now.client = theirs.standing
LEFT JOIN sale_line ON sale_line.sale = gift.sale AND sale_line.line = gift.line
WHERE ended_on IS NULL AND mine.standing = $client
ORDER BY until DESC, gift DESC;

-- name: remove-gifts
DELETE FROM gift WHERE operation = $operation;
