-- Whether a case's fixed fee is billed is asked by each draft of it; without this all lines of all invoices were read for that.
create index invoice_lines_fee on invoice_lines (case_id) where kind = 'fee' and released_at is null;
