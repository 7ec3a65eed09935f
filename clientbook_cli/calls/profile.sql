-- name: find-names
SELECT client_standing.client, client_now.name
FROM client_standing JOIN client_now ON client_now.client = client_standing.standing
WHERE list_contains($clients::INTEGER[], client_standing.client);

-- name: find-profiles
-- The item is the dearest of the last purchase: a repair is no piece to talk about.
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
        arg_max(item, (day, sale_line.net, -line)) AS last_item,
        list({item: item, day: day} ORDER BY day DESC, sale_line.net DESC, line)[:4] AS owns
    FROM sale_now JOIN sale_line USING (sale)
    WHERE client IN (SELECT client FROM asked)
      AND day <= $on_day
      AND sale_now.kind = 'sale'
      AND sale_line.kind = 'merchandise' AND sale_line.net > 0
    GROUP BY client
),
contacted AS (
    SELECT
        client,
        max(contacted_at) AS contacted_at,
        arg_max({last_contact: day, last_channel: channel, last_outcome: how, last_associate: associate}, contacted_at) AS last
    FROM contact
    WHERE client IN (SELECT client FROM asked) AND day <= $on_day
    GROUP BY client
),
occasions AS (
    SELECT
        standing AS client,
        arg_max(month, occasion) FILTER (WHERE kind = 'birthday' AND about IS NULL) AS birthday_month,
        arg_max(day, occasion) FILTER (WHERE kind = 'birthday' AND about IS NULL) AS birthday_day,
        arg_max(month, occasion) FILTER (WHERE kind = 'anniversary') AS anniversary_month,
        arg_max(day, occasion) FILTER (WHERE kind = 'anniversary') AS anniversary_day
    FROM occasion JOIN client_standing USING (client)
    WHERE standing IN (SELECT client FROM asked) AND ended_on IS NULL
    GROUP BY standing
),
wishes AS (
    SELECT client, list(item || coalesce(' for ' || for_whom, '') ORDER BY made_on DESC, wish)[:3] AS wishes
    FROM wish_open
    WHERE client IN (SELECT client FROM asked)
    GROUP BY client
),
related AS (
    SELECT
        relation_now.client,
        arg_max(coalesce(theirs.name, relation_now.name), relation) FILTER (WHERE relation_now.kind = 'partner') AS partner
    FROM relation_now LEFT JOIN client_now AS theirs ON theirs.client = relation_now.other
    WHERE relation_now.client IN (SELECT client FROM asked)
    GROUP BY relation_now.client
),
likes AS (
    SELECT
        client,
        list(kind || ' ' || value ORDER BY kind, value) FILTER (WHERE kind NOT IN ('tag', 'best hour'))[:4] AS likes,
        max(value) FILTER (WHERE kind = 'best hour') AS best_hour
    FROM preference_now
    WHERE client IN (SELECT client FROM asked)
    GROUP BY client
)
SELECT
    asked.asked,
    asked.client,
    client_now.name,
    client_now.first_name,
    client_now.phone,
    client_now.email,
    coalesce(related.partner, client_now.partner) AS partner,
    last_purchase,
    last_item,
    last.last_contact,
    last.last_channel,
    last.last_outcome,
    last.last_associate,
    birthday_month,
    birthday_day,
    anniversary_month,
    anniversary_day,
    coalesce(owns, []) AS owns,
    coalesce(wishes, []) AS wishes,
    coalesce(likes, []) AS likes,
    best_hour,
    client_now.region,
    client_now.country
FROM asked
JOIN client_now USING (client)
LEFT JOIN bought USING (client)
LEFT JOIN contacted USING (client)
LEFT JOIN occasions USING (client)
LEFT JOIN wishes USING (client)
LEFT JOIN related USING (client)
LEFT JOIN likes USING (client)
ORDER BY asked.asked;

-- name: may-have-secrets
SELECT EXISTS (FROM gift) OR EXISTS (FROM visit WHERE for_client IS NOT NULL) OR EXISTS (FROM wish WHERE for_client IS NOT NULL);

-- name: find-secrets
-- What must not come to their ears, and what they give and nobody else may hear of.
WITH
asked AS (
    SELECT client AS asked, standing AS client
    FROM client_standing
    WHERE list_contains($clients::INTEGER[], client)
),
secret AS (
    SELECT * FROM surprises($on_day) WHERE channel IN ('all', 'phone')
)
SELECT DISTINCT asked.asked, item, brand, until, client_now.name AS who, asked.client = giver AS mine
FROM secret
JOIN asked ON asked.client = secret.client OR (asked.client = secret.giver AND channel = 'all')
JOIN client_now ON client_now.client = CASE WHEN asked.client = giver THEN kept_from ELSE giver END
ORDER BY asked.asked, until, item;

-- name: find-words
-- Today's word, whatever it was when the call was planned.
SELECT client_standing.client, phone_state, no_call
FROM client_standing
JOIN may_contact($on_day, false, $purchase_months::INTEGER, $inquiry_months::INTEGER) AS may
  ON may.client = client_standing.standing
WHERE list_contains($clients::INTEGER[], client_standing.client);
