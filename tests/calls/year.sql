-- name: list-held
SELECT DISTINCT client FROM call_hold_out WHERE day <= $on_day AND until >= $on_day ORDER BY client;
