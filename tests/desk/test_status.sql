-- name: add-batch
INSERT INTO import_batch (
    batch, operation, imported_at, file, sha256, format, source, kind, rows_read, rows_kept, rows_already_there,
    rows_set_aside, shape, receipt, rules
)
VALUES ($batch, 0, $now, $file, '', 'square', 'square', $kind, 10, 2, 0, $set_aside, '', '{}', '');

-- name: add-campaign
INSERT INTO campaign (
    campaign, name, kind, template, template_text, layout_text, values_set, secret, audience, made_at, looked_at,
    confirmed_at, started_at
)
VALUES ($campaign, $name, 'many', 't', 't', 't', '{}', 'key', 1, $now, $now, $confirmed_at, $started_at);

-- name: add-mail
INSERT INTO outbox (campaign, client, address, state, message_id, attempt, changed_at, day)
VALUES ($campaign, $client, 'ann@example.com', $state, 'id', 1, $now, $today);

-- name: add-sheet
INSERT INTO call_sheet (sheet, day, made_at) VALUES (1, $day, $now);

-- name: add-task
INSERT INTO call_task (sheet, row, client, associate, rank, reasons, script, voicemail, first_day)
SELECT sheet, 1, $client, 'Maya Ortiz', 1, '[]', '', '', day FROM call_sheet;
