-- name: list-names
SELECT name FROM campaign ORDER BY campaign;

-- name: next-campaign
SELECT coalesce(max(campaign), 0) + 1 FROM campaign;

-- name: add-campaign
INSERT INTO campaign (
    campaign, name, kind, template, template_text, layout_text, values_set, secret, audience, made_at, looked_at
)
VALUES (
    $campaign, $name, $kind, $template, $template_text, $layout_text, $values_set, $secret, $audience, $now, $now
);

-- name: change-campaign
UPDATE campaign
SET template = $template, template_text = $template_text, layout_text = $layout_text, values_set = $values_set,
    looked_at = $now, confirmed_at = NULL
WHERE campaign = $campaign;

-- name: drop-files
DELETE FROM campaign_file WHERE campaign = $campaign;

-- name: add-file
INSERT INTO campaign_file (campaign, place, reference, media_type, shown, content)
VALUES ($campaign, $place, $reference, $media_type, $shown, $content);

-- name: list-files
SELECT reference, media_type, content, shown FROM campaign_file WHERE campaign = $campaign ORDER BY place;

-- name: list-campaigns
WITH
places AS (
    SELECT
        audience,
        count(*) FILTER (WHERE place = 'chosen') AS chosen,
        count(*) FILTER (WHERE place = 'held out') AS held_out
    FROM audience_member
    GROUP BY audience
)
SELECT
    campaign.campaign,
    campaign.name,
    campaign.kind,
    campaign.template,
    campaign.template_text,
    campaign.layout_text,
    CAST(campaign.values_set AS VARCHAR) AS values_set,
    campaign.secret,
    campaign.audience,
    audience.rule,
    campaign.made_at,
    campaign.looked_at,
    campaign.confirmed_at,
    campaign.started_at,
    campaign.cancelled_at,
    campaign.folder,
    (SELECT max(restored_at) FROM restored WHERE restored_at >= campaign.confirmed_at) AS restored_at,
    coalesce(places.chosen, 0) AS chosen,
    coalesce(places.held_out, 0) AS held_out
FROM campaign
JOIN audience USING (audience)
LEFT JOIN places USING (audience)
ORDER BY campaign.campaign DESC;

-- name: count-excluded
SELECT campaign.campaign, audience_member.reason, count(*) AS clients
FROM audience_member JOIN campaign USING (audience)
WHERE audience_member.reason IS NOT NULL
GROUP BY campaign.campaign, audience_member.reason
ORDER BY campaign.campaign, clients DESC, audience_member.reason;

-- name: count-states
SELECT campaign, state AS reason, count(*) AS clients
FROM outbox
GROUP BY campaign, state
ORDER BY campaign, state;
