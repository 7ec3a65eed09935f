-- Meaning that several stages share, written once.

-- The client number that counts, for every number ever given (merges may follow each other).
CREATE VIEW client_standing AS
WITH RECURSIVE
step (client, standing) AS (
    SELECT client, into_client FROM merge WHERE undone_at IS NULL
    UNION ALL
    SELECT step.client, merge.into_client
    FROM step JOIN merge ON merge.client = step.standing AND merge.undone_at IS NULL
),
-- Few are merged: everybody else is their own number without a step.
last AS (
    SELECT client, min(standing) AS standing
    FROM step
    WHERE standing NOT IN (SELECT client FROM merge WHERE undone_at IS NULL)
    GROUP BY client
)
SELECT client.client, coalesce(last.standing, client.client) AS standing
FROM client
LEFT JOIN last ON last.client = client.client;

-- Clients as a person counts them: merged numbers are gone.
CREATE VIEW client_now AS
SELECT * FROM client
WHERE client NOT IN (SELECT client FROM merge WHERE undone_at IS NULL);

-- Sales that stand, with the client they count for.
CREATE VIEW sale_now AS
SELECT sale.* EXCLUDE (standing), client_standing.standing AS client
FROM sale
LEFT JOIN identity ON identity.identity = sale.identity
LEFT JOIN client_standing ON client_standing.client = identity.client
WHERE sale.standing;

-- What was bought and brought back by clients, known on a day, in one currency.
CREATE MACRO traded(as_of, currency_code) AS TABLE
SELECT client, sale, kind, day, sold_at, source, transaction_id, associate, net
FROM sale_now
WHERE client IS NOT NULL AND kind IN ('sale', 'refund') AND day <= as_of AND currency = currency_code;

-- What counts as a purchase: merchandise worth something after discounts and refunds. Refund-only, cancelled and fully
-- returned sales are none.
CREATE MACRO is_purchase(kind, net) AS kind = 'sale' AND net > 0;

CREATE MACRO purchases(as_of, currency_code) AS TABLE
SELECT client, sale, day, sold_at, source, transaction_id, associate, net
FROM traded(as_of, currency_code)
WHERE is_purchase(kind, net);

-- Net merchandise of each client, returns with their own date included.
CREATE MACRO spend(as_of, currency_code) AS TABLE
SELECT client, sum(net) AS net FROM traded(as_of, currency_code) GROUP BY client;

-- The newest score of each client known on a day.
CREATE MACRO score_on(on_day) AS TABLE
SELECT score.*, score_run.as_of
FROM score
JOIN score_run ON score_run.run = score.run
WHERE score.run = (SELECT run FROM score_run WHERE as_of <= on_day ORDER BY as_of DESC, run DESC LIMIT 1);

-- Whom each client belongs to: the owner's word, else the associate who sold them most.
CREATE VIEW client_associate AS
WITH
word AS (
    SELECT standing AS client, arg_max(associate, assigned_at) AS associate
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
    SELECT client, arg_max(associate, (net, associate)) AS associate FROM sold GROUP BY client
)
SELECT client, coalesce(word.associate, best.associate) AS associate
FROM word FULL JOIN best USING (client);

-- Every contact with a client: calls, and mails that were accepted or written. A refused or unknown mail is no contact
-- that was made, but an unknown one may have arrived: it counts, so that nobody is written to twice.
CREATE VIEW contact AS
SELECT standing AS client, day, called_at AS contacted_at, channel, associate, outcome AS how, NULL AS campaign
FROM touch JOIN client_standing USING (client)
UNION ALL
SELECT standing, outbox.day, outbox.changed_at, 'email', NULL, outbox.state, campaign.name
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

-- What each client said, per channel, or was said of their address. "Stopped" wins over all; "unknown" is no word at all
-- and takes nothing back; otherwise the newest counts.
CREATE VIEW consent_now AS
WITH
said AS (
    SELECT client_standing.standing AS client, consent, channel, state, said_at, source
    FROM consent JOIN client_standing USING (client)
    UNION ALL
    SELECT client_now.client, consent, channel, state, said_at, source
    FROM consent JOIN client_now ON consent.address = client_now.email
    WHERE channel = 'email'
    UNION ALL
    SELECT client_now.client, consent, channel, state, said_at, source
    FROM consent JOIN client_now ON consent.address = client_now.phone
    WHERE channel IN ('phone', 'text')
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

-- Whether a client may be reached on a day, and if not, why. NULL: they may.
-- Calls follow the business relationship of the US rule: 18 months after a purchase.
CREATE MACRO may_contact(on_day, needs_opt_in) AS TABLE
WITH
bought AS (
    SELECT client, max(day) AS last_purchase
    FROM sale_now
    WHERE client IS NOT NULL AND kind = 'sale' AND day <= on_day
    GROUP BY client
),
email_word AS (SELECT client, state FROM consent_now WHERE channel = 'email'),
phone_word AS (SELECT client, state FROM consent_now WHERE channel = 'phone')
SELECT
    client_now.client,
    CASE
        WHEN email_word.state = 'stopped' THEN 'stopped'
        WHEN client_now.email IS NULL THEN 'no address'
        WHEN needs_opt_in AND coalesce(email_word.state, 'unknown') <> 'subscribed' THEN 'not subscribed'
    END AS no_mass_mail,
    CASE
        WHEN email_word.state = 'stopped' THEN 'stopped'
        WHEN client_now.email IS NULL THEN 'no address'
    END AS no_mail,
    CASE
        WHEN phone_word.state = 'stopped' THEN 'stopped'
        WHEN client_now.phone IS NULL THEN 'no phone'
        WHEN bought.last_purchase IS NULL THEN 'never bought'
        WHEN bought.last_purchase < on_day - INTERVAL 18 MONTH THEN 'last purchase over 18 months ago'
    END AS no_call,
    coalesce(email_word.state, CASE WHEN bought.client IS NOT NULL THEN 'one-to-one' ELSE 'unknown' END) AS email_state,
    coalesce(phone_word.state, CASE WHEN bought.client IS NOT NULL THEN 'one-to-one' ELSE 'unknown' END) AS phone_state
FROM client_now
LEFT JOIN bought USING (client)
LEFT JOIN email_word USING (client)
LEFT JOIN phone_word USING (client);
