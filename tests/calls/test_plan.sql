-- name: add-wrong-number
INSERT INTO touch (touch, client, day, called_at, channel, outcome, phone, operation)
VALUES (999, $client, $on_day, CAST($on_day AS TIMESTAMP), 'phone', 'W', $phone, 0);
