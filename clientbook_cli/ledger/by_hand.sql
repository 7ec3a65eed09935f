-- name: next-client
SELECT coalesce(max(client), 0) + 1 FROM client;

-- name: add-client
INSERT INTO client (client) VALUES ($client);

-- name: find-last-word
SELECT name, first_name, email, phone, phone_text, street, city, region, postcode, country, company, partner
FROM identity
WHERE source = 'owner' AND client = $client
ORDER BY operation DESC
LIMIT 1;

-- name: add-identity
INSERT INTO identity (
    identity, client, source, name, first_name, email, phone, phone_text, street, city, region, postcode, country, company,
    partner, first_seen, seen, listed, operation
)
VALUES (
    md5_number_lower(concat('owner|', $operation::INTEGER)), $client, 'owner', $name, $first_name, $email, $phone, $phone_text,
    $street, $city, $region, $postcode, $country, $company, $partner, $today, $today, true, $operation
);

-- name: list-clients-of-operation
SELECT client FROM identity WHERE source = 'owner' AND operation = $operation;

-- name: remove-identities
DELETE FROM identity WHERE source = 'owner' AND operation = $operation;

-- name: remove-clients
DELETE FROM client
WHERE list_contains($clients::INTEGER[], client) AND client NOT IN (SELECT client FROM identity);
