-- Meaning that several stages share, written once.

-- A name without case, accents, punctuation and word order: names that are the same to a person are the same text.
CREATE MACRO folded(t) AS
nullif(array_to_string(list_sort(regexp_extract_all(
    replace(replace(replace(translate(lower(strip_accents(t)), 'øłđðħı', 'olddhi'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
    '[\p{L}\p{N}]+'
)), ' '), '');

-- The client number that counts, for every number ever given: the lowest of those that were found to be one person.
-- A merge ties two numbers and nothing else, so that taking one back is exact whatever came before or after it.
CREATE VIEW client_standing AS
WITH RECURSIVE
tie AS (
    SELECT client, into_client AS other FROM merge WHERE undone_at IS NULL
    UNION ALL
    SELECT into_client, client FROM merge WHERE undone_at IS NULL
),
-- Few are merged: everybody else is their own number without a step.
reached (client, other) AS (
    SELECT client, other FROM tie
    UNION
    SELECT reached.client, tie.other FROM reached JOIN tie ON tie.client = reached.other
),
lowest AS (
    SELECT client, min(other) AS other FROM reached GROUP BY client
)
SELECT client.client, coalesce(least(lowest.other, client.client), client.client) AS standing
FROM client
LEFT JOIN lowest ON lowest.client = client.client;

-- Clients as a person counts them: merged numbers are gone.
CREATE VIEW client_now AS
SELECT client.*
FROM client JOIN client_standing USING (client)
WHERE client_standing.standing = client.client;

-- What other files of a till add to sales that stand: payments beside line items, orders beside their items. Of several
-- the one that knows more of the order comes first.
CREATE VIEW sale_beside AS
SELECT
    sale.beside AS sale,
    arg_min(sale.identity, (identity.lone_name IS NOT NULL, part)) FILTER (WHERE sale.identity IS NOT NULL) AS identity,
    arg_min(identity.client, (identity.lone_name IS NOT NULL, part)) FILTER (WHERE sale.identity IS NOT NULL) AS client,
    bool_or(identity.identity IS NOT NULL AND identity.lone_name IS NULL) AS is_sure,
    arg_min(associate, part) AS associate,
    arg_min(location, part) AS location,
    arg_min(sold_at, part) AS sold_at,
    arg_max(tender, part) AS tender,
    arg_min(shipping, part) AS shipping,
    arg_max(tips, part) AS tips,
    max(refunded) AS refunded,
    max(given_back) AS given_back
FROM sale
LEFT JOIN identity ON identity.identity = sale.identity
WHERE sale.beside IS NOT NULL
GROUP BY sale.beside;

-- Sales that stand, with what other files of the till add to them, and the client they count for. Somebody known by more
-- than a name comes before somebody known by a name alone.
CREATE VIEW sale_now AS
SELECT
    sale.* EXCLUDE (standing, beside) REPLACE (
        if(other.identity IS NOT NULL AND (own.identity IS NULL OR (other.is_sure AND own.lone_name IS NOT NULL)),
            other.identity, sale.identity) AS identity,
        coalesce(sale.associate, other.associate) AS associate,
        coalesce(sale.location, other.location) AS location,
        coalesce(sale.sold_at, other.sold_at) AS sold_at,
        coalesce(sale.tender, other.tender) AS tender,
        coalesce(sale.shipping, other.shipping) AS shipping,
        coalesce(sale.tips, other.tips) AS tips,
        if(sale.given_back = 0 AND other.given_back > 0, other.refunded, sale.refunded) AS refunded,
        if(sale.given_back = 0 AND other.given_back > 0, other.given_back, sale.given_back) AS given_back,
        if(sale.given_back = 0 AND other.given_back > 0,
            (sale.net * (1 - other.given_back))::DECIMAL(18, 4), sale.net) AS net
    ),
    client_standing.standing AS client
FROM sale
LEFT JOIN sale_beside AS other ON other.sale = sale.sale
LEFT JOIN identity AS own ON own.identity = sale.identity
LEFT JOIN client_standing ON client_standing.client = if(
    other.identity IS NOT NULL AND (own.identity IS NULL OR (other.is_sure AND own.lone_name IS NOT NULL)),
    other.client, own.client
)
WHERE sale.standing;

-- Sales that were brought back whole: a later refund to the same client of the same items, for the same amount. Each
-- return takes back the newest such sale before it that no other has taken, as brackets close: `level` counts the
-- sales that are open, and within one level sale and return take turns.
CREATE VIEW full_return AS
WITH
refund AS MATERIALIZED (
    SELECT client, sale, currency, day, sold_at, net
    FROM sale_now
    WHERE kind = 'refund' AND net < 0 AND client IS NOT NULL
),
-- Few clients bring things back: only their sales are looked at.
bringer AS (
    SELECT identity, client_standing.standing AS client
    FROM identity JOIN client_standing USING (client)
    WHERE client_standing.standing IN (SELECT client FROM refund)
),
bought AS MATERIALIZED (
    SELECT client, sale, currency, day, sold_at, net
    FROM sale JOIN bringer USING (identity) ANTI JOIN sale_beside USING (sale)
    WHERE standing AND kind = 'sale' AND net > 0
      AND (client, currency, -net) IN (SELECT (client, currency, net) FROM refund)
    UNION ALL
    SELECT client, sale, currency, day, sold_at, net
    FROM sale_now
    WHERE kind = 'sale' AND net > 0 AND sale IN (SELECT sale FROM sale_beside)
      AND (client, currency, -net) IN (SELECT (client, currency, net) FROM refund)
),
answered AS MATERIALIZED (
    SELECT * FROM refund WHERE (client, currency, -net) IN (SELECT (client, currency, net) FROM bought)
),
-- Listed and unnested, they are taken for the few that they are: the lines of the book are then not sorted by sale.
content AS (
    SELECT sale, sum(hash(item, variant, sku, abs(quantity))) AS content
    FROM sale_line
    WHERE sale_line.kind = 'merchandise' AND sale IN (
        SELECT unnest(list(sale)) FROM (SELECT sale FROM answered UNION ALL SELECT sale FROM bought)
    )
    GROUP BY sale
),
step AS (
    SELECT *, 1 AS up FROM bought JOIN content USING (sale)
    UNION ALL BY NAME
    SELECT *, -1 AS up FROM answered JOIN content USING (sale)
),
open AS (
    SELECT
        *,
        sum(up) OVER (
            PARTITION BY client, currency, abs(net), content ORDER BY day, sold_at NULLS LAST, up DESC, sale
        ) + if(up = 1, 0, 1) AS level
    FROM step
),
paired AS (
    SELECT
        sale, up,
        lead(sale) OVER turns AS returned_by,
        lead(day) OVER turns AS returned_on
    FROM open
    WINDOW turns AS (
        PARTITION BY client, currency, abs(net), content, level ORDER BY day, sold_at NULLS LAST, up DESC, sale
    )
)
SELECT sale, returned_by, returned_on FROM paired WHERE up = 1 AND returned_by IS NOT NULL;

-- What was bought and brought back by clients, known on a day, in one currency. A sale that was brought back whole by
-- then is 'returned', and what took it back is its 'return'; any other return is a 'refund'.
CREATE MACRO traded(as_of, currency_code) AS TABLE
WITH
undone AS (
    SELECT unnest([sale, returned_by]) AS sale, unnest(['returned', 'return']) AS kind
    FROM full_return
    WHERE returned_on <= as_of
)
SELECT client, sale, coalesce(undone.kind, sale_now.kind) AS kind, day, sold_at, source, transaction_id, associate, net
FROM sale_now
LEFT JOIN undone USING (sale)
WHERE client IS NOT NULL AND sale_now.kind IN ('sale', 'refund') AND day <= as_of AND currency = currency_code;

-- What counts as a purchase: merchandise worth something after discounts and refunds. Refund-only, cancelled and fully
-- returned sales are none.
CREATE MACRO is_purchase(kind, net) AS kind = 'sale' AND net > 0;

CREATE MACRO purchases(as_of, currency_code) AS TABLE
SELECT client, sale, day, sold_at, source, transaction_id, associate, net
FROM traded(as_of, currency_code)
WHERE is_purchase(kind, net);

-- Sales that were brought back whole by a day, and what took them back. Listed and unnested, they are taken for the few that
-- they are.
CREATE MACRO undone_by(as_of) AS TABLE
SELECT unnest(list(sale)) AS sale
FROM (SELECT unnest([sale, returned_by]) AS sale FROM full_return WHERE returned_on <= as_of);

-- What a score counts: traded sales since a day that are worth at least so much. A sale that was brought back whole is
-- left out together with its return; any other return comes off, however small.
CREATE MACRO scored_sales(as_of, currency_code, since, least) AS TABLE
SELECT client, sale, kind, day, net
FROM sale_now ANTI JOIN undone_by(as_of) USING (sale)
WHERE client IS NOT NULL AND day BETWEEN since AND as_of AND currency = currency_code
  AND (kind = 'refund' OR kind = 'sale' AND (net >= least OR net < 0));

-- The three figures of a score, of every client with a purchase that counts: the same sales, but added up by identity
-- before anybody asks who that is, which takes half the time. Only a sale that another file adds to is asked first.
CREATE MACRO score_figures(as_of, currency_code, since, least) AS TABLE
WITH
undone AS MATERIALIZED (
    FROM undone_by(as_of)
),
apart AS MATERIALIZED (
    SELECT unnest(list(sale)) AS sale FROM (FROM undone UNION ALL SELECT sale FROM sale_beside)
),
-- Whatever stood here as a filter would make DuckDB join all sales first.
asked AS MATERIALIZED (
    SELECT sale, client, kind, day, currency, net FROM sale_now WHERE sale IN (SELECT sale FROM sale_beside)
),
told AS NOT MATERIALIZED (
    SELECT identity, kind, day, net
    FROM sale ANTI JOIN apart USING (sale)
    WHERE standing AND identity IS NOT NULL AND day BETWEEN since AND as_of AND currency = currency_code
),
known AS (
    SELECT identity, max(bought_on) AS last_purchase, count(bought_on) AS frequency, sum(net) AS monetary
    FROM (
        SELECT identity, day AS bought_on, net FROM told WHERE is_purchase(kind, net) AND net >= least
        UNION ALL
        SELECT identity, NULL, net FROM told WHERE kind = 'refund' OR kind = 'sale' AND net < 0
    )
    GROUP BY identity
),
part AS (
    SELECT client_standing.standing AS client, last_purchase, frequency, monetary
    FROM known JOIN identity USING (identity) JOIN client_standing USING (client)
    UNION ALL
    SELECT client, if(is_purchase(kind, net), day, NULL), if(is_purchase(kind, net), 1, 0), net
    FROM asked ANTI JOIN undone USING (sale)
    WHERE client IS NOT NULL AND day BETWEEN since AND as_of AND currency = currency_code
      AND (kind = 'refund' OR kind = 'sale' AND (net >= least OR net < 0))
)
SELECT
    client,
    max(last_purchase) AS last_purchase,
    CAST(sum(frequency) AS INTEGER) AS frequency,
    CAST(sum(monetary) AS DECIMAL(18, 4)) AS monetary
FROM part
GROUP BY client
HAVING sum(frequency) > 0;

-- Net merchandise of each client, returns with their own date included.
CREATE MACRO spend(as_of, currency_code) AS TABLE
SELECT client, sum(net) AS net FROM traded(as_of, currency_code) GROUP BY client;

-- The newest run as of a day, as known on another. One that was made for that day afterwards counts only where there was
-- none then: else what a past day was told would change behind its back.
CREATE MACRO newest_run(as_of_day, known_on) AS (
    SELECT run FROM score_run WHERE as_of <= as_of_day ORDER BY made_on <= known_on DESC, as_of DESC, run DESC LIMIT 1
);

-- The newest score of each client known on a day.
CREATE MACRO score_on(on_day) AS TABLE
SELECT score.*, score_run.as_of
FROM score
JOIN score_run ON score_run.run = score.run
WHERE score.run = newest_run(on_day, on_day);

-- Whom each client belongs to: the owner's word, else the associate who sold them most.
CREATE VIEW client_associate AS
WITH
word AS (
    SELECT standing AS client, arg_max(associate, (assigned_at, operation)) AS associate
    FROM assignment JOIN client_standing USING (client)
    GROUP BY standing
),
sold AS (
    SELECT client, associate, sum(net) AS net
    FROM sale_now
    WHERE client IS NOT NULL AND associate IS NOT NULL
    GROUP BY client, associate
),
best AS (
    SELECT client, associate
    FROM sold
    QUALIFY row_number() OVER (PARTITION BY client ORDER BY net DESC, associate DESC) = 1
)
SELECT client, coalesce(word.associate, best.associate) AS associate
FROM word FULL JOIN best USING (client);

-- Every contact with a client: calls, and mails that were accepted or written. A refused or unknown mail is no contact
-- that was made, but an unknown one may have arrived: it counts, so that nobody is written to twice.
CREATE VIEW contact AS
SELECT standing AS client, day, called_at AS contacted_at, channel, associate, outcome AS how, NULL AS campaign, touch
FROM touch JOIN client_standing USING (client)
UNION ALL
SELECT standing, outbox.day, outbox.changed_at, 'email', NULL, outbox.state, campaign.name, NULL
FROM outbox
JOIN campaign USING (campaign)
JOIN client_standing USING (client)
WHERE outbox.state IN ('accepted', 'written', 'unknown');

-- Clients who are about to get a campaign's mail: it was confirmed, and theirs has not left yet.
CREATE VIEW mail_pending AS
SELECT DISTINCT standing AS client, campaign.name AS campaign
FROM outbox
JOIN campaign USING (campaign)
JOIN client_standing USING (client)
WHERE campaign.cancelled_at IS NULL AND campaign.confirmed_at IS NOT NULL
  AND outbox.state IN ('queued', 'sending', 'later');

-- Clients held back from a campaign that started, so that it can be measured.
CREATE VIEW held_out AS
SELECT standing AS client, campaign.name AS campaign, campaign.started_on AS since
FROM audience_member
JOIN campaign USING (audience)
JOIN client_standing USING (client)
WHERE audience_member.place = 'held out' AND campaign.started_at IS NOT NULL AND campaign.cancelled_at IS NULL;

-- Who belongs to whom, seen from both sides: `other` is what `kind` says to `client`.
CREATE VIEW relation_now AS
WITH
said AS (
    SELECT relation, mine.standing AS client, theirs.standing AS other, name, kind, giving.standing AS giver
    FROM relation
    JOIN client_standing AS mine ON mine.client = relation.client
    LEFT JOIN client_standing AS theirs ON theirs.client = relation.other
    LEFT JOIN client_standing AS giving ON giving.client = relation.giver
    WHERE ended_on IS NULL
)
SELECT relation, client, other, name, kind, giver FROM said WHERE other IS DISTINCT FROM client
UNION ALL
SELECT
    relation, other, client, NULL,
    CASE kind WHEN 'child' THEN 'parent' WHEN 'parent' THEN 'child' ELSE kind END, giver
FROM said
WHERE other IS NOT NULL AND other <> client;

-- Who is reminded of a day, once: the partner of whose day it is; of a couple's own day the one who gives. `about` is the
-- client whose day it is, `about_name` somebody who is no client.
CREATE VIEW reminder AS
WITH
couple AS (
    SELECT client, min(other) AS partner, min(giver) AS giver
    FROM relation_now
    WHERE kind = 'partner' AND other IS NOT NULL
    GROUP BY client
),
spent AS (
    SELECT client, sum(net) AS net FROM sale_now WHERE client IN (SELECT client FROM couple) GROUP BY client
),
-- A day that two lists, or both partners, tell of is one.
told AS (
    SELECT
        standing AS owner, kind, month, day, about,
        max(year) AS year, max(note) AS note, min(occasion) AS occasion
    FROM occasion JOIN client_standing USING (client)
    WHERE ended_on IS NULL AND kind <> 'appointment'
    GROUP BY standing, kind, month, day, about
),
given AS (
    SELECT
        told.*,
        couple.partner,
        CASE
            WHEN couple.partner IS NULL THEN owner
            WHEN kind = 'anniversary' OR about IS NOT NULL THEN coalesce(
                couple.giver,
                CASE WHEN coalesce(mine.net, 0) > coalesce(theirs.net, 0)
                        OR (coalesce(mine.net, 0) = coalesce(theirs.net, 0) AND owner < couple.partner)
                    THEN owner ELSE couple.partner
                END
            )
            ELSE couple.partner
        END AS giver
    FROM told
    LEFT JOIN couple ON couple.client = told.owner
    LEFT JOIN spent AS mine ON mine.client = told.owner
    LEFT JOIN spent AS theirs ON theirs.client = couple.partner
)
SELECT
    giver AS client, kind, month, day, max(year) AS year, max(note) AS note,
    CASE WHEN kind = 'anniversary' OR about IS NOT NULL THEN NULL ELSE any_value(owner) END AS about,
    about AS about_name, min(occasion) AS occasion, max(partner) AS partner
FROM given
GROUP BY giver, kind, month, day, about, CASE WHEN kind = 'anniversary' OR about IS NOT NULL THEN NULL ELSE owner END;

-- What must not come to somebody's ears before a day: never put `item` into a message, script or voicemail for `client`.
-- channel: all of them for whom it is kept from; for others only the mailbox or phone they share with that person.
CREATE MACRO surprises(on_day) AS TABLE
WITH
bought AS (
    SELECT gift.client, gift.other, coalesce(gift.item, sale_line.item) AS item, sale_line.brand, gift.until, gift.note
    FROM gift
    LEFT JOIN sale_line ON sale_line.sale = gift.sale AND sale_line.line = gift.line
    WHERE gift.ended_on IS NULL AND gift.other IS NOT NULL
),
-- Looked at for somebody, and no day said: half a year covers the next occasion in most families.
looked AS (
    SELECT client, for_client, coalesce(liked, looked_at), NULL, coalesce(need_by, day + 180), note
    FROM visit
    WHERE for_client IS NOT NULL
),
wished AS (
    SELECT client, for_client, item, brand, coalesce(need_by, coalesce(done_on, on_day) + 180), note
    FROM wish
    WHERE for_client IS NOT NULL
),
secret AS (
    SELECT giver.standing AS giver, kept.standing AS kept_from, item, brand, until, note
    FROM (SELECT * FROM bought UNION ALL SELECT * FROM looked UNION ALL SELECT * FROM wished) AS told
    JOIN client_standing AS giver ON giver.client = told.client
    JOIN client_standing AS kept ON kept.client = told.other
    WHERE giver.standing <> kept.standing AND until >= on_day
)
SELECT kept_from AS client, 'all' AS channel, kept_from, giver, item, brand, until, note FROM secret
UNION ALL
SELECT sharing.client, 'phone', kept_from, giver, item, brand, until, secret.note
FROM secret
JOIN client_now AS kept ON kept.client = secret.kept_from
JOIN client_now AS sharing ON sharing.phone = kept.phone AND sharing.client <> kept.client
UNION ALL
SELECT sharing.client, 'email', kept_from, giver, item, brand, until, secret.note
FROM secret
JOIN client_now AS kept ON kept.client = secret.kept_from
JOIN client_now AS sharing ON sharing.email = kept.email AND sharing.client <> kept.client;

-- Visits, each with whether that client bought on the day.
CREATE VIEW visit_now AS
SELECT
    visit.* EXCLUDE (client, for_client), mine.standing AS client, theirs.standing AS for_client,
    (mine.standing, visit.day) IN (SELECT (client, day) FROM sale_now WHERE kind = 'sale' AND client IS NOT NULL) AS bought
FROM visit
JOIN client_standing AS mine ON mine.client = visit.client
LEFT JOIN client_standing AS theirs ON theirs.client = visit.for_client;

-- Promises that are still to be kept, as seen on a day: of an appointment that is over nobody is reminded.
CREATE MACRO promise_open(on_day) AS TABLE
SELECT
    follow_up.follow_up, client_standing.standing AS client, follow_up.due, follow_up.note, follow_up.associate,
    follow_up.made_on, follow_up.source
FROM follow_up
JOIN client_standing ON client_standing.client = follow_up.client
LEFT JOIN touch AS arranged ON arranged.operation = follow_up.operation AND arranged.outcome = 'A'
WHERE follow_up.done_on IS NULL AND (arranged.again_on IS NULL OR arranged.again_on >= on_day);

-- Wishes that nobody has fulfilled.
CREATE VIEW wish_open AS
SELECT wish.* EXCLUDE (client, for_client), mine.standing AS client, theirs.standing AS for_client
FROM wish
JOIN client_standing AS mine ON mine.client = wish.client
LEFT JOIN client_standing AS theirs ON theirs.client = wish.for_client
WHERE done_on IS NULL;

-- What is in stock, by the newest product list of each source.
CREATE VIEW product_now AS
SELECT * FROM product WHERE gone_on IS NULL;

-- What clients like, and their tags (kind 'tag').
CREATE VIEW preference_now AS
SELECT preference, standing AS client, kind, value, made_on, source
FROM preference JOIN client_standing USING (client)
WHERE ended_on IS NULL;

-- What is known of an address: the newest word. A number that a call found to be wrong stays wrong.
CREATE VIEW address_now AS
SELECT channel, address, newest.state, newest.until, newest.reason
FROM (
    -- As one value: of a word without a day or a reason those of an older one must not count.
    SELECT channel, address, arg_max({state: state, until: until, reason: reason}, said) AS newest
    FROM (
        SELECT channel, address, state, until, reason, (said_at, address_state) AS said FROM address_state
        UNION ALL
        SELECT 'phone', phone, 'wrong', NULL, 'a call reached somebody else', (called_at, 0)
        FROM touch
        WHERE outcome = 'W' AND phone IS NOT NULL
    )
    GROUP BY channel, address
);

-- Every stop that a client is under: said by them or of their address, and not lifted by a permission of their own. A stop
-- that somebody else said of a shared address is theirs to lift.
CREATE VIEW stop_now AS
WITH
said AS (
    SELECT consent, client_standing.standing AS client, client_standing.standing AS sayer, channel, address
    FROM consent JOIN client_standing USING (client)
    WHERE state = 'stopped' AND undone_at IS NULL
    UNION
    -- Mailboxes and phones one after the other: over one join of both DuckDB 2.0 stumbles in a store of 9,000 clients.
    SELECT consent, client_now.client, client_standing.standing, channel, address
    FROM consent
    JOIN client_now ON client_now.email = consent.address
    LEFT JOIN client_standing ON client_standing.client = consent.client
    WHERE state = 'stopped' AND undone_at IS NULL AND channel = 'email'
    UNION
    SELECT consent, client_now.client, client_standing.standing, channel, address
    FROM consent
    JOIN client_now ON client_now.phone = consent.address
    LEFT JOIN client_standing ON client_standing.client = consent.client
    WHERE state = 'stopped' AND undone_at IS NULL AND channel IN ('phone', 'text')
),
lifted AS (
    SELECT unnest(lifts) AS consent, client_standing.standing AS client
    FROM consent JOIN client_standing USING (client)
    WHERE lifts IS NOT NULL AND undone_at IS NULL
)
SELECT said.consent, said.client, sayer, channel, address
FROM said
LEFT JOIN lifted ON lifted.consent = said.consent AND lifted.client = coalesce(said.sayer, said.client)
WHERE lifted.consent IS NULL;

-- Addresses that may not be used, whoever has them: a stop stands that was said of them.
CREATE VIEW stopped_address AS
SELECT DISTINCT channel, address FROM stop_now WHERE address IS NOT NULL
UNION
SELECT channel, address
FROM consent
WHERE state = 'stopped' AND address IS NOT NULL AND client IS NULL AND undone_at IS NULL
  AND consent NOT IN (SELECT unnest(lifts) FROM consent WHERE lifts IS NOT NULL AND undone_at IS NULL);

-- What counts for each client and channel. A stop that stands wins over all; "unknown" is no word at all and takes nothing
-- back, but for what the same till said before: whoever unsubscribes there is merely not subscribed in its next list.
-- Otherwise the newest counts. Permissions are personal, stops are said of the address too.
CREATE VIEW consent_now AS
WITH
imported AS (
    SELECT client, consent, channel, state, said_at, source
    FROM consent
    WHERE state <> 'stopped' AND undone_at IS NULL AND starts_with(source, 'import:')
    UNION ALL
    SELECT client, 0, channel, 'subscribed', said_at, 'import:' || source
    FROM permission JOIN identity USING (identity)
),
told AS (
    SELECT
        client_standing.standing AS client, channel, source,
        arg_max({consent: consent, state: state, said_at: said_at}, (said_at, state = 'unknown', consent)) AS newest
    FROM imported JOIN client_standing USING (client)
    GROUP BY client_standing.standing, channel, source
),
said AS (
    SELECT client, newest.consent, channel, newest.state, newest.said_at, source FROM told
    UNION ALL
    SELECT client_standing.standing, consent, channel, state, said_at, source
    FROM consent JOIN client_standing USING (client)
    WHERE state <> 'stopped' AND undone_at IS NULL AND NOT starts_with(source, 'import:')
    UNION ALL
    SELECT client_now.client, consent, channel, state, said_at, source
    FROM consent JOIN client_now ON consent.address = client_now.email
    WHERE channel = 'email' AND state <> 'stopped' AND consent.client IS NULL AND undone_at IS NULL
    UNION ALL
    SELECT client_now.client, consent, channel, state, said_at, source
    FROM consent JOIN client_now ON consent.address = client_now.phone
    WHERE channel IN ('phone', 'text') AND state <> 'stopped' AND consent.client IS NULL AND undone_at IS NULL
    UNION ALL
    SELECT stop_now.client, consent, consent.channel, state, said_at, source
    FROM stop_now JOIN consent USING (consent)
),
weighed AS (
    SELECT *, CASE state WHEN 'stopped' THEN 2 WHEN 'unknown' THEN 0 ELSE 1 END AS weight FROM said
)
SELECT
    client,
    channel,
    arg_max(state, (weight, said_at, consent)) AS state,
    arg_max(said_at, (weight, said_at, consent)) AS said_at,
    arg_max(source, (weight, said_at, consent)) AS source
FROM weighed
GROUP BY client, channel;

-- The last day on which a client asked something of the store: a visit, or a promise that was made to them.
CREATE MACRO inquiries(on_day) AS TABLE
SELECT standing AS client, max(day) AS asked_on
FROM (
    SELECT client, day FROM visit
    UNION ALL
    SELECT client, made_on FROM follow_up
)
JOIN client_standing USING (client)
WHERE day <= on_day
GROUP BY standing;

-- Whether a client may be reached on a day, and if not, why; NULL: they may. What each state allows stands in consent_rule.
-- purchase_months, inquiry_months: a call is allowed this long after a purchase or an inquiry (the US rule: 18 and 3);
-- NULL: without limit. Counted on from that day: counted back, 31 March would reach a 30 September 18 months and a day ago.
CREATE MACRO may_contact(on_day, needs_opt_in, purchase_months := 18, inquiry_months := 3) AS TABLE
WITH
bought AS (
    -- A repair counts, as any transaction, and what was brought back whole does not.
    SELECT client, max(day) AS last_purchase
    FROM sale_now
    ANTI JOIN (SELECT sale FROM full_return WHERE returned_on <= on_day) AS brought_back USING (sale)
    WHERE client IS NOT NULL AND kind = 'sale' AND day <= on_day AND given_back < 1
    GROUP BY client
),
word AS (
    SELECT
        client,
        any_value(state) FILTER (WHERE channel = 'email') AS email,
        any_value(state) FILTER (WHERE channel = 'phone') AS phone,
        any_value(state) FILTER (WHERE channel = 'text') AS text,
        any_value(state) FILTER (WHERE channel = 'post') AS post
    FROM consent_now
    WHERE state <> 'unknown'
    GROUP BY client
),
standing AS (
    SELECT
        client_now.client,
        client_now.email,
        client_now.phone,
        coalesce(client_now.street, client_now.postcode) AS home,
        bought.last_purchase,
        asked.asked_on,
        coalesce(word.email, if(bought.client IS NULL, 'unknown', 'one-to-one')) AS email_state,
        coalesce(word.phone, if(bought.client IS NULL, 'unknown', 'one-to-one')) AS phone_state,
        coalesce(word.text, if(bought.client IS NULL, 'unknown', 'one-to-one')) AS text_state,
        coalesce(word.post, if(bought.client IS NULL, 'unknown', 'one-to-one')) AS post_state,
        CASE mailbox.state
            WHEN 'retired' THEN 'address retired'
            WHEN 'wrong' THEN 'address retired'
            WHEN 'paused' THEN CASE WHEN mailbox.until IS NULL OR mailbox.until >= on_day THEN 'address paused' END
        END AS bad_mailbox,
        CASE line.state
            WHEN 'wrong' THEN 'wrong number'
            WHEN 'retired' THEN 'wrong number'
            WHEN 'paused' THEN CASE WHEN line.until IS NULL OR line.until >= on_day THEN 'number paused' END
        END AS bad_line
    FROM client_now
    LEFT JOIN bought USING (client)
    LEFT JOIN inquiries(on_day) AS asked USING (client)
    LEFT JOIN word USING (client)
    LEFT JOIN address_now AS mailbox ON mailbox.channel = 'email' AND mailbox.address = client_now.email
    LEFT JOIN address_now AS line ON line.channel = 'phone' AND line.address = client_now.phone
)
SELECT
    standing.client,
    CASE
        WHEN email_rule.mass = 'no' THEN 'stopped'
        WHEN email IS NULL THEN 'no address'
        WHEN bad_mailbox IS NOT NULL THEN bad_mailbox
        WHEN email_rule.mass = 'opt-out' AND needs_opt_in THEN 'not subscribed'
    END AS no_mass_mail,
    CASE
        WHEN NOT email_rule.personal THEN 'stopped'
        WHEN email IS NULL THEN 'no address'
        WHEN bad_mailbox IS NOT NULL THEN bad_mailbox
    END AS no_mail,
    CASE
        WHEN NOT phone_rule.personal THEN 'stopped'
        WHEN phone IS NULL THEN 'no phone'
        WHEN bad_line IS NOT NULL THEN bad_line
        WHEN purchase_months IS NULL THEN NULL
        WHEN last_purchase + to_months(purchase_months) >= on_day THEN NULL
        WHEN asked_on + to_months(inquiry_months) >= on_day THEN NULL
        WHEN last_purchase IS NULL THEN 'never bought'
        ELSE format('last purchase over {} months ago', purchase_months)
    END AS no_call,
    CASE
        WHEN text_state = 'stopped' THEN 'stopped'
        WHEN phone IS NULL THEN 'no phone'
        WHEN bad_line IS NOT NULL THEN bad_line
        WHEN NOT text_rule.personal THEN 'not subscribed'
    END AS no_text,
    CASE
        WHEN NOT post_rule.personal THEN 'stopped'
        WHEN home IS NULL THEN 'no postal address'
    END AS no_post,
    email_state,
    phone_state,
    text_state,
    post_state
FROM standing
JOIN consent_rule AS email_rule ON email_rule.channel = 'email' AND email_rule.state = email_state
JOIN consent_rule AS phone_rule ON phone_rule.channel = 'phone' AND phone_rule.state = phone_state
JOIN consent_rule AS text_rule ON text_rule.channel = 'text' AND text_rule.state = text_state
JOIN consent_rule AS post_rule ON post_rule.channel = 'post' AND post_rule.state = post_state;

-- The days on which somebody does not work; who has left works on none from then on, unless they joined again.
CREATE VIEW away AS
SELECT associate, kind, first_day, coalesce(last_day, DATE '9999-12-31') AS last_day
FROM absence
WHERE kind <> 'left'
   OR NOT EXISTS (
       SELECT 1
       FROM associate
       WHERE lower(associate.associate) = lower(absence.associate) AND associate.operation > absence.operation
   );

-- Whether a thing is what was wished for: the brand and the category where they were said, and every word of the wish.
CREATE MACRO meets(wanted, wanted_brand, wanted_category, item, brand, category) AS
    (wanted_brand IS NULL OR folded(brand) = folded(wanted_brand))
    AND (wanted_category IS NULL OR folded(category) = folded(wanted_category))
    AND len(list_filter(
        string_split(coalesce(folded(wanted), ''), ' '),
        lambda word: contains(lower(strip_accents(concat_ws(' ', brand, item, category))), rtrim(word, 's'))
    )) = len(string_split(coalesce(folded(wanted), ''), ' '));

-- Open wishes, with each product in stock that meets them.
CREATE VIEW wish_in_stock AS
SELECT
    wish_open.wish, wish_open.client, wish_open.for_client, wish_open.most,
    product_now.product, product_now.item, product_now.brand, product_now.category, product_now.price, product_now.currency,
    product_now.since
FROM wish_open
JOIN product_now
    ON meets(wish_open.item, wish_open.brand, wish_open.category, product_now.item, product_now.brand, product_now.category);

-- What was decided by hand about calling each client: the newest word.
CREATE VIEW call_choice_now AS
SELECT standing AS client, kind, day, until, associate, note, CAST(made_at AS DATE) AS made_on
FROM call_choice JOIN client_standing USING (client)
QUALIFY row_number() OVER (PARTITION BY standing ORDER BY choice DESC) = 1;

-- For every reason to call: who was put on a sheet because of it, and who was held out of it, to measure one against the
-- other. A client is in one arm a day.
CREATE VIEW call_arm AS
SELECT DISTINCT call_sheet.day, standing AS client, json_extract_string(why, '$.kind') AS kind, associate, 'called' AS arm
FROM (SELECT sheet, client, associate, unnest(json_extract(reasons, '$[*]')) AS why FROM call_task WHERE dropped IS NULL)
JOIN call_sheet USING (sheet)
JOIN client_standing USING (client)
UNION ALL
SELECT day, standing, kind, associate, 'held out'
FROM call_hold_out JOIN client_standing USING (client);

-- The two sides of every trial, each client on one of them, and the day from which each is watched.
-- A campaign: who got its mail, and who was drawn not to. A reason to call: from the day on which it first held somebody out,
-- each client's first lot; whoever was promised the call, or added by hand, stood in none.
CREATE VIEW trial AS
WITH
begun AS (
    SELECT kind, min(day) AS day FROM call_arm WHERE arm = 'held out' GROUP BY kind
),
chosen AS (
    SELECT DISTINCT day, client FROM call_arm WHERE kind IN ('follow-up', 'by-hand')
),
side AS (
    SELECT 'campaign' AS kind, campaign.name, standing AS client, outbox.day AS since, 'reached' AS side
    FROM outbox JOIN campaign USING (campaign) JOIN client_standing USING (client)
    WHERE outbox.state IN ('accepted', 'written')
    UNION ALL
    SELECT 'campaign', campaign.name, standing, campaign.started_on, 'held out'
    FROM audience_member JOIN campaign USING (audience) JOIN client_standing USING (client)
    WHERE audience_member.place = 'held out' AND campaign.started_on IS NOT NULL
    UNION ALL
    SELECT
        'call', call_arm.kind, call_arm.client, min(call_arm.day),
        CASE WHEN arg_min(arm, call_arm.day) = 'called' THEN 'reached' ELSE 'held out' END
    FROM call_arm
    JOIN begun ON begun.kind = call_arm.kind AND begun.day <= call_arm.day
    ANTI JOIN chosen ON chosen.day = call_arm.day AND chosen.client = call_arm.client
    GROUP BY call_arm.kind, call_arm.client
)
-- Two numbers that became one person stand where the mail went.
SELECT
    kind, name, client,
    coalesce(min(since) FILTER (WHERE side = 'reached'), min(since)) AS since,
    CASE WHEN bool_or(side = 'reached') THEN 'reached' ELSE 'held out' END AS side
FROM side
GROUP BY kind, name, client;

-- What came of each call, with the client who counts, and of one that ended in a sale: the first purchase from that day on
-- in the two weeks after it. None until the till's export arrives.
CREATE VIEW call_now AS
SELECT
    touch.* EXCLUDE (client), standing AS client,
    CASE WHEN outcome = 'S' THEN (
        SELECT arg_min(sale_now.sale, (sale_now.day, sale_now.sale))
        FROM sale_now
        WHERE sale_now.client = standing AND is_purchase(sale_now.kind, sale_now.net)
          AND sale_now.day BETWEEN touch.day AND touch.day + 14
    ) END AS sale
FROM touch JOIN client_standing USING (client);

-- Calls that stand on a sheet and have not been made.
CREATE VIEW call_open AS
SELECT standing AS client, call_sheet.day, call_task.associate
FROM call_task
JOIN call_sheet USING (sheet)
JOIN client_standing USING (client)
LEFT JOIN touch ON touch.sheet = call_task.sheet AND touch.row = call_task.row
WHERE touch.touch IS NULL AND call_task.dropped IS NULL;

-- What speaks against a mail to each client on a day; NULL: nothing does. `many` for a mail to many, `one` for a mail that
-- somebody writes to them alone. A mailbox counts as a whole: a stop, or a mail, that concerns one of two clients who share
-- it concerns the other.
CREATE MACRO mail_bars(on_day, needs_opt_in, quiet_days, call_days) AS TABLE
WITH
word AS (
    SELECT client, no_mail, no_mass_mail FROM may_contact(on_day, needs_opt_in)
),
stopped_mailbox AS (
    SELECT client_now.email
    FROM client_now JOIN word USING (client)
    WHERE client_now.email IS NOT NULL AND word.no_mail = 'stopped'
    UNION
    SELECT address FROM stopped_address WHERE channel = 'email'
),
recent AS (
    SELECT DISTINCT client, channel FROM contact WHERE quiet_days > 0 AND day >= on_day - quiet_days::INTEGER
),
recent_mailbox AS (
    SELECT client_now.email
    FROM client_now JOIN recent USING (client)
    WHERE client_now.email IS NOT NULL AND recent.channel = 'email'
),
to_call AS (
    SELECT client FROM call_open WHERE call_days > 0 AND day >= on_day - call_days::INTEGER
)
SELECT
    client_now.client,
    CASE
        WHEN client_now.email IS NULL THEN 'no address'
        WHEN word.no_mail IS NOT NULL THEN word.no_mail
        WHEN client_now.email IN (SELECT email FROM stopped_mailbox) THEN 'stopped'
    END AS one,
    CASE
        WHEN client_now.email IS NULL THEN 'no address'
        WHEN word.no_mail IS NOT NULL THEN word.no_mail
        WHEN client_now.email IN (SELECT email FROM stopped_mailbox) THEN 'stopped'
        WHEN word.no_mass_mail IS NOT NULL THEN word.no_mass_mail
        WHEN client_now.client IN (SELECT client FROM recent) OR client_now.email IN (SELECT email FROM recent_mailbox)
            THEN 'contacted'
        WHEN client_now.client IN (SELECT client FROM to_call) THEN 'to be called'
    END AS many
FROM client_now
JOIN word USING (client);

-- What clients like: what they said, what they wish for, and the kind of piece they looked at.
CREATE VIEW liking AS
SELECT client, kind, value FROM preference_now WHERE kind IN ('brand', 'category', 'style', 'metal', 'stone')
UNION
SELECT client, 'brand', brand FROM wish_open WHERE brand IS NOT NULL
UNION
SELECT client, 'category', category FROM wish_open WHERE category IS NOT NULL
UNION
SELECT client, 'category', category FROM visit_now WHERE category IS NOT NULL;

-- Clients of whom somebody wrote something down, or to whom something left the store: they stay when the import that
-- brought them is taken back. What an import wrote itself, and lists that were drawn up, hold nobody.
CREATE VIEW client_written AS
SELECT client FROM identity WHERE source = 'owner'
UNION
SELECT client FROM visit
UNION
SELECT for_client FROM visit WHERE for_client IS NOT NULL
UNION
SELECT client FROM wish WHERE NOT starts_with(source, 'import:')
UNION
SELECT for_client FROM wish WHERE for_client IS NOT NULL
UNION
SELECT client FROM follow_up
UNION
SELECT client FROM note
UNION
SELECT client FROM occasion WHERE NOT starts_with(source, 'import:')
UNION
SELECT client FROM preference
UNION
SELECT client FROM relation
UNION
SELECT other FROM relation WHERE other IS NOT NULL
UNION
SELECT client FROM gift
UNION
SELECT other FROM gift WHERE other IS NOT NULL
UNION
SELECT client FROM assignment WHERE NOT starts_with(source, 'import:')
UNION
SELECT client FROM consent
WHERE client IS NOT NULL AND undone_at IS NULL
  AND (NOT starts_with(source, 'import:') OR state = 'stopped' AND address IS NULL)
UNION
SELECT client FROM touch
UNION
SELECT client FROM outbox WHERE state IN ('sending', 'accepted', 'written', 'unknown')
UNION
SELECT client FROM merge WHERE because <> 'import' AND undone_at IS NULL
UNION
SELECT into_client FROM merge WHERE because <> 'import' AND undone_at IS NULL;

-- Whether something that a file says is a particular of somebody who was erased: only a keyed hash of it was kept.
CREATE MACRO is_forgotten(kind_of, particular) AS
    sha256(concat((SELECT any_value(key) FROM forgetting_key), '|', kind_of, '|', particular))
        IN (SELECT hash FROM forgotten WHERE kind = kind_of);

-- The same of a whole set of particulars.
CREATE MACRO is_erased(source, pos_id, name, email, phone) AS
    is_forgotten('till', concat(source, '|', pos_id))
    OR is_forgotten('email', email)
    OR is_forgotten('phone', phone)
    OR is_forgotten('named', concat(folded(name), '|', email))
    OR is_forgotten('named', concat(folded(name), '|', phone))
    OR (email IS NULL AND phone IS NULL AND is_forgotten('name', concat(source, '|', folded(name))));
