-- name: call-for-birthdays
-- Client after client is drawn on 1 October: two in three are called, the third is held out; every sixth of those called
-- was promised the call, and so stood in no lot.
INSERT INTO call_task (sheet, row, client, associate, rank, first_day, reasons, script, voicemail)
SELECT
    1, client, client, 'Maya Ortiz', client, DATE '2026-10-01',
    CAST(CASE WHEN client % 6 = 1
        THEN '[{"kind": "birthday", "said": "b"}, {"kind": "follow-up", "said": "p"}]'
        ELSE '[{"kind": "birthday", "said": "b"}]'
    END AS JSON),
    '', ''
FROM client_now
WHERE client % 3 <> 0;

-- name: hold-out-of-birthdays
INSERT INTO call_hold_out (day, client, kind, associate, until)
SELECT DATE '2026-10-01', client, 'birthday', 'Maya Ortiz', DATE '2026-10-31' FROM client_now WHERE client % 3 = 0;

-- name: add-sheet
INSERT INTO call_sheet (sheet, day, made_at) VALUES (1, DATE '2026-10-01', TIMESTAMP '2026-09-30 18:00:00');

-- name: call-again
-- Three weeks on, when nobody is held out any more: this changes no side.
INSERT INTO call_hold_out (day, client, kind, associate, until)
SELECT DATE '2026-10-25', client, 'birthday', 'Maya Ortiz', DATE '2026-11-25' FROM client_now WHERE client % 3 <> 0 AND client % 6 <> 1;
