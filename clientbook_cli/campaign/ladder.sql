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
