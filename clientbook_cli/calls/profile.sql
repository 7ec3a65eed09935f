-- name: find-profiles
-- The item is the dearest of the last purchase: a repair is no piece to talk about. Consent is today's word, whatever it
-- was when the call was planned.
WITH
asked AS (
    SELECT client AS asked, standing AS client
    FROM client_standing
    WHERE list_contains($clients::INTEGER[], client)
),
bought AS (
    SELECT
        client,
        max(day) AS last_purchase,
        arg_max(item, (day, sale_line.net, -line)) AS last_item
    FROM sale_now JOIN sale_line USING (sale)
    WHERE client IN (SELECT client FROM asked)
      AND day <= $on_day
      AND sale_now.kind = 'sale'
      AND sale_line.kind = 'merchandise' AND sale_line.net > 0
    GROUP BY client
),
contacted AS (
    SELECT client, unnest(arg_max({last_contact: day, last_channel: channel, last_outcome: how, last_associate: associate}, contacted_at))
    FROM contact
    WHERE client IN (SELECT client FROM asked) AND day <= $on_day
    GROUP BY client
),
occasions AS (
    SELECT
        standing AS client,
        arg_max(month, occasion) FILTER (WHERE kind = 'birthday') AS birthday_month,
        arg_max(day, occasion) FILTER (WHERE kind = 'birthday') AS birthday_day,
        arg_max(month, occasion) FILTER (WHERE kind = 'anniversary') AS anniversary_month,
        arg_max(day, occasion) FILTER (WHERE kind = 'anniversary') AS anniversary_day
    FROM occasion JOIN client_standing USING (client)
    WHERE standing IN (SELECT client FROM asked)
    GROUP BY standing
)
SELECT
    asked.asked,
    asked.client,
    client_now.name,
    client_now.first_name,
    client_now.phone,
    client_now.email,
    client_now.partner,
    last_purchase,
    last_item,
    last_contact,
    last_channel,
    last_outcome,
    last_associate,
    phone_state,
    birthday_month,
    birthday_day,
    anniversary_month,
    anniversary_day
FROM asked
JOIN client_now USING (client)
JOIN may_contact($on_day, false) AS may USING (client)
LEFT JOIN bought USING (client)
LEFT JOIN contacted USING (client)
LEFT JOIN occasions USING (client)
ORDER BY asked.asked;
