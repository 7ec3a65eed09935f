-- name: find-specimen
SELECT specimen FROM campaign WHERE campaign = $campaign;

-- name: keep-specimen
UPDATE campaign SET specimen = $specimen WHERE campaign = $campaign;

-- name: drop-copies
DELETE FROM mail_copy WHERE campaign = $campaign AND list_contains($clients::INTEGER[], client);

-- name: add-copies
INSERT INTO mail_copy (campaign, client, content)
SELECT $campaign, client, content
FROM (SELECT unnest($copies::STRUCT(client INTEGER, content BLOB)[], recursive := true));

-- name: find-copy
SELECT content FROM mail_copy WHERE campaign = $campaign AND client = $client;
