-- Numbers that a spreadsheet wrote as powers of ten.

-- name: count-phones
-- after: stage-lines
-- 2.12556E+09 was a phone number once.
SELECT count(*) AS cells, min(particulars.phone_text) AS cell
FROM staged
WHERE regexp_full_match(particulars.phone_text, '\d(\.\d+)?[eE]\+?\d+');

-- name: count-skus
-- after: stage-lines
-- A look for two letters first: a pattern held against every cell takes ten times as long.
SELECT count(*) AS cells, min(sku) AS cell
FROM staged
WHERE contains(sku, 'E+') AND regexp_full_match(sku, $spoiled);

-- name: leave-out-skus
-- after: stage-lines
UPDATE staged SET sku = NULL WHERE contains(sku, 'E+') AND regexp_full_match(sku, $spoiled);
