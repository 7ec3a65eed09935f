-- The tables that an owner reads: `clientbook sql`, `clientbook export`, or any DuckDB client. In the shop's words, with
-- clients numbered as everywhere else; what was merged, undone or replaced is not in them. Nothing of ours is made from them.

CREATE MACRO client_number(client) AS 'C' || client;

CREATE MACRO amount(money) AS money::DECIMAL(18, 2);

CREATE VIEW sales AS
SELECT
    sale, source AS till, if(starts_with(transaction_id, '~'), NULL, transaction_id) AS number, day, sold_at AS local_time, kind,
    client_number(client) AS client, associate, location, tender AS paid_by, currency, amount(net) AS net,
    amount(discount) AS discount, amount(shipping) AS shipping, amount(taxes) AS taxes, amount(tips) AS tips,
    amount(total) AS total, amount(refunded) AS refunded, reconciled, batch AS import
FROM sale_now;

CREATE VIEW sale_lines AS
SELECT
    sale, line, sale_now.day, client_number(sale_now.client) AS client, sale_line.kind, item, variant, sku, brand, category,
    quantity, amount(gross) AS gross, amount(sale_line.discount) AS discount, amount(sale_line.net) AS net,
    amount(tax) AS tax, currency
FROM sale_line
JOIN sale_now USING (sale);

-- `spent` is net of refunds, in the currency of most of their sales. A sale that was brought back whole is no purchase.
CREATE VIEW clients AS
WITH
bought AS (
    SELECT
        client,
        min(day) FILTER (WHERE is_purchase(kind, net)) AS first_purchase,
        max(day) FILTER (WHERE is_purchase(kind, net)) AS last_purchase,
        count(*) FILTER (WHERE is_purchase(kind, net)) AS purchases,
        sum(net) FILTER (WHERE currency = usual) AS spent,
        any_value(usual) AS currency
    FROM (
        SELECT client, day, kind, net, currency, mode(currency) OVER (PARTITION BY client) AS usual
        FROM sale_now ANTI JOIN undone_by(DATE '9999-12-31') USING (sale)
    )
    GROUP BY client
),
spoken AS (
    SELECT client, max(day) AS last_contact FROM contact GROUP BY client
)
SELECT
    client_number(client) AS client, name, first_name, email, phone, street, city, region, postcode, country, company, associate,
    tier, segment, r, f, m, first_purchase, bought.last_purchase, coalesce(purchases, 0) AS purchases,
    amount(coalesce(spent, 0)) AS spent, bought.currency, last_contact
FROM client_now
LEFT JOIN client_associate USING (client)
LEFT JOIN score_on(DATE '9999-12-31') USING (client)
LEFT JOIN bought USING (client)
LEFT JOIN spoken USING (client);

CREATE VIEW scores AS
SELECT
    run, as_of, client_number(standing) AS client, last_purchase, recency_days, frequency, amount(monetary) AS monetary,
    r, f, m, tier, segment
FROM score
JOIN score_run USING (run)
JOIN client_standing USING (client);

CREATE VIEW contacts AS
SELECT client_number(client) AS client, day, channel, associate, how, campaign FROM contact;

CREATE VIEW calls AS
SELECT
    client_number(client) AS client, day, associate, outcome AS code, note, again_on, again_at, sheet, row, sale
FROM call_now;

CREATE VIEW mails AS
SELECT
    campaign.name AS campaign, campaign.template, client_number(standing) AS client, outbox.address, outbox.state, outbox.day,
    outbox.message_id, outbox.reply
FROM outbox
JOIN campaign USING (campaign)
JOIN client_standing USING (client);

-- The word that counts on each channel. Where there is none, nothing was said.
CREATE VIEW consents AS
SELECT client_number(client) AS client, channel, state, said_at AS said_at_utc, source FROM consent_now;

CREATE VIEW visits AS
SELECT
    visit, client_number(client) AS client, day, associate, looked_at, liked, category,
    coalesce(client_number(for_client), for_whom) AS for_whom, need_by, amount(budget) AS budget, note, bought
FROM visit_now;

CREATE VIEW wishes AS
SELECT
    wish, client_number(mine.standing) AS client, item, brand, category, amount(most) AS up_to,
    coalesce(client_number(theirs.standing), for_whom) AS for_whom, need_by, note, associate, made_on, done_on, done_why
FROM wish
JOIN client_standing AS mine ON mine.client = wish.client
LEFT JOIN client_standing AS theirs ON theirs.client = wish.for_client;

CREATE VIEW occasions AS
SELECT occasion, client_number(standing) AS client, kind, year, month, day, about, note
FROM occasion
JOIN client_standing USING (client)
WHERE ended_on IS NULL;

CREATE VIEW follow_ups AS
SELECT follow_up, client_number(standing) AS client, due, note, associate, made_on, source, done_on
FROM follow_up
JOIN client_standing USING (client);

CREATE VIEW preferences AS
SELECT client_number(client) AS client, kind, value, made_on, source FROM preference_now;

CREATE VIEW notes AS
SELECT client_number(standing) AS client, day, associate, text
FROM note
JOIN client_standing USING (client)
WHERE ended_on IS NULL;

CREATE VIEW products AS
SELECT item, sku, brand, category, amount(price) AS price, currency, since AS in_stock_since, source FROM product_now;

CREATE VIEW imports AS
SELECT
    batch AS import, imported_at AS imported_at_utc, file, format, kind, rows_read, rows_kept, rows_already_there, rows_set_aside,
    first_day, last_day
FROM import_batch
WHERE undone_at IS NULL;
