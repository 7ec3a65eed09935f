-- name: sum-sales
-- Merchandise after discounts and returns, of everybody, known or not.
SELECT count(*) FILTER (WHERE is_purchase(kind, net)) AS sales, coalesce(sum(net), 0) AS net
FROM sale_now
WHERE kind IN ('sale', 'refund') AND currency = $currency AND day BETWEEN $first_day AND $last_day;

-- name: list-lost-visits
-- Who was in the store and bought nothing: why, and what follows.
SELECT
    visit_now.client, client_now.name, visit_now.associate,
    coalesce(visit_now.liked, visit_now.looked_at) AS item, visit_now.for_whom, visit_now.note, follow_up.due
FROM visit_now
JOIN client_now USING (client)
LEFT JOIN follow_up ON follow_up.visit = visit_now.visit AND follow_up.done_on IS NULL
WHERE visit_now.day = $on_day AND NOT bought
ORDER BY visit_now.visit;

-- name: list-wishes-in-stock
SELECT
    wish_in_stock.client, client_now.name, wish_open.item AS wished, any_value(wish_in_stock.item ORDER BY since DESC) AS item,
    max(since) AS since, wish_open.associate
FROM wish_in_stock
JOIN wish_open USING (wish)
JOIN client_now ON client_now.client = wish_in_stock.client
WHERE since <= $on_day
GROUP BY wish_in_stock.client, client_now.name, wish_open.wish, wish_open.item, wish_open.associate
ORDER BY since DESC, wish_in_stock.client;

-- name: list-wrong-numbers
-- Best clients first: whose number turned out to be somebody else's, so that it is asked for when they come in.
SELECT client_now.client, client_now.name, tier
FROM client_now
JOIN address_now ON address_now.channel = 'phone' AND address_now.address = client_now.phone AND state = 'wrong'
LEFT JOIN score_on($on_day) AS score ON score.client = client_now.client
ORDER BY monetary DESC NULLS LAST, client_now.client
LIMIT 5;

-- name: list-successes
-- What calls led to: appointments and sales of the day, and what was bought today after a call of the two weeks before.
SELECT associate, client_now.client, client_now.name, outcome, again_on, again_at, note, NULL::DECIMAL(18, 4) AS net, NULL AS called_on
FROM call_now JOIN client_now USING (client)
WHERE day = $on_day AND outcome IN ('A', 'S')
UNION ALL
SELECT call_now.associate, client_now.client, client_now.name, 'bought', NULL, NULL, NULL, sum(net), max(call_now.day)
FROM call_now
JOIN client_now USING (client)
JOIN purchases($on_day, $currency) AS bought ON bought.client = call_now.client AND bought.day = $on_day
WHERE call_now.day BETWEEN $on_day - 14 AND $on_day AND outcome IN ('T', 'A', 'B', 'S')
GROUP BY call_now.associate, client_now.client, client_now.name
ORDER BY associate, client;
