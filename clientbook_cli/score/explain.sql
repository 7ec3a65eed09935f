-- name: find-score
SELECT score.last_purchase, recency_days, frequency, monetary, r, f, m, tier, segment
FROM score
WHERE run = $run AND client = $client;

-- name: list-sales
-- Everything of one client, what no score counts too. `item`: what the first line was, and how many more there were.
WITH
own AS (
    SELECT * FROM sale_now WHERE client = $client AND day <= $as_of
),
item AS (
    SELECT
        sale,
        arg_min(item, line) FILTER (WHERE item IS NOT NULL)
            || if(count(*) > 1, ' and ' || (count(*) - 1) || ' more', '') AS item
    FROM sale_line
    WHERE sale IN (SELECT sale FROM own) AND kind = 'merchandise'
    GROUP BY sale
),
-- The pairs that have one of these sales: looked for among the sales of this client alone.
pair AS (
    SELECT full_return.sale, returned_by, returned_on, own.day
    FROM full_return JOIN own USING (sale)
    WHERE returned_on <= $as_of
)
SELECT
    own.day, kind, net, currency, own.sale, source, transaction_id, associate, item,
    taken.returned_on, back.day AS returns_sale_of
FROM own
LEFT JOIN item USING (sale)
LEFT JOIN pair AS taken ON taken.sale = own.sale
LEFT JOIN pair AS back ON back.returned_by = own.sale
ORDER BY own.day, own.sale;
