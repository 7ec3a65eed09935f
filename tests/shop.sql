-- name: add-client
INSERT INTO client (client, name, folded, first_name, email, phone, partner, postcode, first_seen)
VALUES ($client, $name, folded($name), $first_name, $email, $phone, $partner, $postcode, DATE '2023-01-01');

-- name: add-identity
INSERT INTO identity (identity, client, source, name, email, phone, seen, listed)
VALUES ($identity, $client, 'test', $name, $email, $phone, DATE '2023-01-01', false);

-- name: add-sale
INSERT INTO sale (sale, source, transaction_id, standing, day, kind, identity, associate, currency, net, total, batch)
VALUES ($sale, 'test', $transaction_id, true, $day, $kind, $identity, $associate, $currency, $net, $net, 1);

-- name: add-line
INSERT INTO sale_line (sale, line, kind, item, brand, category, quantity, net, gross)
VALUES ($sale, 1, 'merchandise', $item, $brand, $category, 1, $net, $net);

-- name: add-batch
INSERT INTO import_batch (batch, operation, imported_at, file, sha256, rules, shape, format, source, kind, rows_read, rows_kept, rows_already_there, rows_set_aside, receipt)
VALUES ($batch, 0, $imported_at, 'sales.csv', '', '', '', 'test', 'test', 'sales', 0, 0, 0, 0, '{}');

-- name: add-consent
INSERT INTO consent (consent, client, channel, address, state, said_at, source, operation)
VALUES ($consent, $client, $channel, $address, $state, $now, 'owner', 0);

-- name: add-touch
INSERT INTO touch (touch, client, associate, day, called_at, channel, outcome, sheet, row, operation)
VALUES ($touch, $client, $associate, $day, CAST($day AS TIMESTAMP), 'phone', $outcome, $sheet, $row, 0);

-- name: add-visit
INSERT INTO visit (visit, client, day, written_at, associate, operation)
VALUES ($visit, $client, $day, $now, $associate, 0);

-- name: add-answer
INSERT INTO mail_return (mail_return, hash, campaign, client, kind, said, arrived_at, read_at, operation)
VALUES ($number, CAST($number AS VARCHAR), $campaign, $client, 'answer', '', $arrived_at, $read_at, 0);

-- name: add-sheet
INSERT INTO call_sheet (sheet, day, made_at) VALUES ($sheet, $day, $now);

-- name: add-task
INSERT INTO call_task (sheet, row, client, associate, rank, reasons, script, voicemail, first_day)
SELECT $sheet, $row, $client, $associate, $row, '[]', '', '', day FROM call_sheet WHERE sheet = $sheet;

-- name: add-audience
INSERT INTO audience (audience, made_at, as_of, channel, rule, hold_out, seed)
VALUES ($audience, $now, $as_of, 'email', 'everybody', 0.1, 1);

-- name: add-member
INSERT INTO audience_member (audience, client, place) VALUES ($audience, $client, $place);

-- name: add-campaign
INSERT INTO campaign (
    campaign, name, kind, template, template_text, layout_text, values_set, secret, audience, made_at, looked_at, confirmed_at,
    started_at, started_on
)
VALUES ($campaign, $name, 'many', 't', '', '', '{}', 'k'::BLOB, $audience, $now, $now, $now, CAST($started_on AS TIMESTAMP), $started_on);

-- name: add-outbox
INSERT INTO outbox (campaign, client, address, state, message_id, attempt, changed_at, day)
VALUES ($campaign, $client, 'a@example.com', $state, $campaign || '.' || $client, 1, CAST($day AS TIMESTAMP), $day);

-- name: add-merge
INSERT INTO merge (merge, client, into_client, because, operation) VALUES ($merge, $client, $into, 'owner', 0);

-- name: add-occasion
INSERT INTO occasion (occasion, client, kind, year, month, day, source, operation)
VALUES ($occasion, $client, $kind, $year, $month, $day, 'test', 0);

-- name: add-run
INSERT INTO score_run (run, as_of, settings, recipe, sales, made_at, made_on, clients, cuts)
VALUES ($run, $as_of, 's', '{}', 's', $now, $as_of, $clients, '{}');

-- name: add-score
INSERT INTO score (run, client, last_purchase, recency_days, frequency, monetary, r, f, m, tier, segment)
VALUES ($run, $client, $as_of, 0, 1, 100, 5, 1, 3, $tier, 'New');

-- name: add-preference
INSERT INTO preference (preference, client, kind, value, made_on, source, operation)
VALUES ($preference, $client, $kind, $value, DATE '2026-01-01', 'test', 0);

-- name: note-restored
INSERT INTO restored (restored_at, file) VALUES ($now, 'backup');
