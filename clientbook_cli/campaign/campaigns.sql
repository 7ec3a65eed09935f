-- name: list-names
SELECT name FROM campaign ORDER BY campaign;

-- name: next-campaign
SELECT coalesce(max(campaign), 0) + 1 FROM campaign;

-- name: add-campaign
INSERT INTO campaign (campaign, name, template, template_text, values_set, audience, made_at, looked_at)
VALUES ($campaign, $name, $template, $template_text, $values_set, $audience, $now, $now);

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
    campaign.template,
    campaign.template_text,
    CAST(campaign.values_set AS VARCHAR) AS values_set,
    campaign.audience,
    audience.rule,
    campaign.made_at,
    campaign.looked_at,
    campaign.confirmed_at,
    campaign.started_at,
    campaign.cancelled_at,
    campaign.folder,
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

-- name: look-at
UPDATE campaign SET looked_at = $now WHERE campaign = $campaign;

-- name: confirm-campaign
UPDATE campaign SET confirmed_at = $now, folder = $folder WHERE campaign = $campaign;

-- name: start-campaign
UPDATE campaign
SET started_at = coalesce(started_at, $now), started_on = coalesce(started_on, $on_day)
WHERE campaign = $campaign;

-- name: cancel-campaign
UPDATE campaign SET cancelled_at = $now WHERE campaign = $campaign;
