-- name: look-back
-- What was written into the book after an instant about the days up to `today`.
SELECT
    (
        SELECT count(*)
        FROM sale JOIN import_batch USING (batch)
        WHERE (standing OR beside IS NOT NULL) AND imported_at > $known AND sale.kind IN ('sale', 'refund')
          AND day <= $today
    ) AS sales,
    (
        SELECT count(*)
        FROM operation
        WHERE done_at <= $known AND undone_at > $known AND command IN ('import', 'visit', 'calls log', 'client follow-up')
    ) AS taken_back,
    (
        SELECT count(*)
        FROM merge
        JOIN operation USING (operation)
        JOIN client AS one ON one.client = merge.client
        JOIN client AS other ON other.client = merge.into_client
        WHERE CASE WHEN done_at > $known THEN merge.undone_at IS NULL ELSE merge.undone_at > $known END
          AND coalesce(greatest(one.first_seen, other.first_seen) <= $today, true)
    ) AS merged,
    (SELECT count(*) FROM operation WHERE command = 'forget' AND done_at > $known) AS erased,
    (
        SELECT count(*) FROM touch JOIN operation USING (operation) WHERE done_at > $known AND day <= $today
    ) AS calls,
    (SELECT count(*) FROM visit WHERE written_at > $known AND day <= $today) AS visits,
    (
        SELECT count(*) FROM (
            SELECT campaign, client
            FROM mail_return LEFT JOIN outbox USING (campaign, client)
            WHERE read_at > $known AND CASE mail_return.kind
                WHEN 'answer' THEN CAST(coalesce(arrived_at, read_at) AS DATE) <= $today
                WHEN 'hard bounce' THEN outbox.first_at <= $known
                ELSE false
            END
            UNION  -- a mail whose fate was unknown keeps its day when it is settled
            SELECT campaign, client FROM outbox
            WHERE changed_at > $known AND day <= $today AND state IN ('accepted', 'written', 'refused')
        )
    ) AS mails,
    (SELECT count(*) FROM restored WHERE restored_at > $known) AS restored,
    (SELECT made_on FROM score_run WHERE run = newest_run($today, $today) AND made_on > $today) AS scored_on;
