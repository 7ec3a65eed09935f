-- name: may-contact
SELECT no_mass_mail, no_mail, no_call, email_state, phone_state
FROM may_contact($today::DATE, $opt_in) WHERE client = $client;

-- name: forget-words
DELETE FROM consent;
